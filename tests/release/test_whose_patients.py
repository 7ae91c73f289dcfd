"""Risk-adjusted figures, and lines: to whoever handed the records in, by the grant, to nobody else."""

import numpy as np
import polars as pl
import pytest

from hub.publication.protection import protected
from hub.publication.rate_lines import at
from hub.publication.report.comparators import comparators
from hub.publication.report.measure import Told, measure_document
from hub.publication.report.sight import Sight, cells_of, counts_at
from policies.disclosure_control.entitlement import default_entitlement, entitlement
from tests.builders import counted

PERSONS, PAYERS = 6000, ("payer-1", "payer-2", "payer-3")
LINES_OF_ALL = """
[[table]]
name = "practice"
tells_apart = ["practice"]
[[audience]]
name = "practice"
column = "practice"
sees = { practice = "GRANT" }
"""


def deaths():
    """Who died of a region, in files of payers: more of the older."""
    placed = counted.places(PERSONS, practices=8, spread=0.1)
    share = np.where(placed["age_band"].is_in(["45-64", "65+"]), 0.3, 0.1)
    died = np.random.default_rng(5).random(PERSONS) < share
    said = placed.select("person", rate=pl.lit("1"), denominator=1, numerator=pl.Series(died))
    (group,) = counted.groups({"HUB-DEATH": said.cast({"numerator": pl.Int64})}, placed)
    safe = protected(group, counted.TERMS)
    return placed.with_columns(died=pl.Series(died)), told(safe)


def told(safe):
    table, cells = safe.group.tables[0], cells_of(safe)
    found = comparators(safe, table, cells, counted.TERMS.numbers)
    return Told(protected=safe, table=table, cells=cells, comparators=found)


@pytest.fixture(scope="module")
def region():
    return deaths()


def adjustment(told, audience, *names):
    sight = Sight(agreed=default_entitlement(), audience=audience, names=frozenset(names))
    return measure_document(told, sight, {})["adjustment"]


@pytest.mark.parametrize("name", PAYERS)
def test_a_payer_reads_what_is_expected_of_its_own_patients(region, name):
    placed, told = region
    own = placed.filter(pl.col("payer") == name)
    found = adjustment(told, "payer", name)
    differs = {(each["trait"], each["category"]): each["difference"] for each in found["effects"]}
    expected = own.height * found["crude"] + sum(
        differs.get((trait, category), 0.0) * number
        for trait in ("age_band", "sex")
        for category, number in own[trait].value_counts().iter_rows()
    )

    assert found["own"]["expected"] == pytest.approx(expected, abs=0.051)
    assert found["own"]["ratio"] == pytest.approx(own["died"].sum() / expected, abs=0.001)
    assert sorted(found["rows"]) == sorted(own["practice"].unique())


NOT_THEIRS = {
    "a practice": ("practice", ["practice-01"]),
    "a practice that is named as a payer is": ("practice", ["payer-1"]),
    "the convener": ("coordinator", []),
    "a payer of no name": ("payer", []),
}


@pytest.mark.parametrize(("audience", "names"), NOT_THEIRS.values(), ids=NOT_THEIRS)
def test_of_payers_records_nobody_else_reads_an_adjusted_figure(region, audience, names):
    found = adjustment(region[1], audience, *names)

    assert found["effects"]
    assert (found["own"], found["rows"]) == (None, {})


# What practice-01 is told of its own line and of another's.
GRANTS = {"all": (True, True), "own": (True, False), "none": (False, False)}


@pytest.mark.parametrize(("grant", "expected"), GRANTS.items(), ids=GRANTS)
def test_a_line_is_told_as_far_as_it_is_granted(region, grant, expected):
    told = region[1]
    agreed = entitlement(LINES_OF_ALL.replace("GRANT", grant))
    sight = Sight(agreed=agreed, audience="practice", names=frozenset({"practice-01"}))
    names = told.protected.group.names[told.table.key]
    lines = [
        counts_at(told.cells, told.table, names, sight, at(practice=name))
        for name in ("practice-01", "practice-02")
    ]

    assert tuple(bool(each) for each in lines) == expected
    assert bool(measure_document(told, sight, {})["peers"]) is expected[1]


def test_an_audience_of_which_nothing_was_agreed_is_told_nothing(region):
    told = region[1]
    agreed = entitlement(LINES_OF_ALL.replace("GRANT", "all"))
    sight = Sight(agreed=agreed, audience="purchaser", names=frozenset())
    names = told.protected.group.names[told.table.key]

    assert counts_at(told.cells, told.table, names, sight, at(practice="practice-01")) == {}
