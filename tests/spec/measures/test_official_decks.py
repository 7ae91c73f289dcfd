"""CMS2 and CMS159 on the official test decks: every population of every case.

The decks lie beside the project; where they do not, the situations of the spec still hold.
"""

import json

import pytest

from hub.cli import main
from tests.places import shared

DECKS = {
    "CMS2": "CMS2FHIRPCSDepScreenAndFollowUp",
    "CMS159": "CMS159FHIRDepRemissionat12Months",
}
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.mark.parametrize("identifier", DECKS)
def test_every_case_counts_as_its_measure_report_says(identifier, capsys):
    deck = shared("fhir-ecqm", DECKS[identifier])
    value_sets = shared("value-sets")
    words = (identifier, deck, *YEAR, "--value-sets", value_sets, "--persons", "--json")

    status = main(["evaluate", *map(str, words)])

    [measured] = json.loads(capsys.readouterr().out)["measures"]
    found = {row["person"]: row["counts"] for row in measured["results"]}
    assert status == 0
    assert list(found) == sorted(found)
    assert found == expected(deck)


def expected(deck):
    """The counts of each patient by the MeasureReport of the case."""
    cases = {}
    for folder in sorted(deck.iterdir()):
        [patient] = [json.loads(path.read_text())["id"] for path in folder.glob("Patient-*.json")]
        [report] = [json.loads(path.read_text()) for path in folder.glob("MeasureReport-*.json")]
        [group] = report["group"]
        cases[patient] = {
            population["code"]["coding"][0]["code"]: population["count"]
            for population in group["population"]
        }
    return cases
