"""The five official test decks: every population of every rate of every case.

The decks lie beside the project; where they do not, the situations of the specs still hold.
"""

import json

import pytest

from hub.cli import main
from tests.places import shared

DECKS = {
    "CMS2": "CMS2FHIRPCSDepScreenAndFollowUp",
    "CMS128": "CMS128FHIRAntidepressantMgmt",
    "CMS137": "CMS137FHIRSUDTxInitEngagement",
    "CMS159": "CMS159FHIRDepRemissionat12Months",
    "CMS177": "CMS177FHIRChildMDDSuicideAssmt",
}
# Expects nothing only because an encounter does not say which profile it follows.
LEFT_OUT = "85e6225c"
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.mark.parametrize("identifier", DECKS)
def test_every_case_counts_as_its_measure_report_says(identifier, capsys):
    deck = shared("fhir-ecqm", DECKS[identifier])
    value_sets = shared("value-sets")
    words = (identifier, deck, *YEAR, "--value-sets", value_sets, "--persons", "--json")

    status = main(["evaluate", *map(str, words)])

    [measured] = json.loads(capsys.readouterr().out)["measures"]
    found = [
        ((row["person"], row["rate"]), row["counts"])
        for row in measured["results"]
        if not row["person"].startswith(LEFT_OUT)
    ]
    assert status == 0
    assert [key for key, _ in found] == sorted(key for key, _ in found)
    assert dict(found) == expected(deck)


def expected(deck):
    """The counts of each patient and rate by the MeasureReports of the case; copies are alike."""
    return {
        (patient_of(folder), str(number)): counts_of(group)
        for folder in sorted(deck.iterdir())
        if not folder.name.startswith(LEFT_OUT)
        for report in documents(folder, "MeasureReport")
        for number, group in enumerate(report["group"], start=1)
    }


def patient_of(folder):
    """The id of the one patient of a case."""
    [patient] = documents(folder, "Patient")
    return patient["id"]


def documents(folder, kind):
    """The resources of a kind in a case."""
    return [json.loads(path.read_text()) for path in sorted(folder.glob(f"{kind}-*.json"))]


def counts_of(group):
    """The counts of a group by population code."""
    return {
        population["code"]["coding"][0]["code"]: population["count"]
        for population in group["population"]
    }
