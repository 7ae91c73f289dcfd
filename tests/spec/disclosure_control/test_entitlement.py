"""The entitlement table: who is shown what, and what that leaves to be protected."""

import numpy as np
import pytest

from policies.disclosure_control.entitlement import (
    UnknownAudience,
    agreed_entitlement,
    default_entitlement,
    entitled_viewer,
    entitlement,
    seen_cells,
    shown_tables,
    strictest,
)
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import protect
from tests.builders.tables import cells_of, position

TABLE = {
    ("p", "a"): 40, ("p", "b"): 25, ("q", "a"): 6, ("q", "b"): 30, ("r", "a"): 52, ("r", "b"): 61,
}  # fmt: skip


def cells():
    return cells_of(TABLE, ["practice", "payer"])


SEES = {
    ("public", ""): {("Total", "Total")},
    ("purchaser", ""): {("Total", "Total"), ("Total", "a"), ("Total", "b")},
    ("practice", "p"): {("Total", "Total"), ("p", "Total")},
    ("payer", "a"): {("Total", "Total"), ("Total", "a"), ("p", "a"), ("q", "a"), ("r", "a")},
}


@pytest.mark.parametrize(("who", "expected"), SEES.items(), ids=[who for who, _ in SEES])
def test_each_audience_sees_its_tables_and_no_other(who, expected):
    made = cells()
    seen = seen_cells(default_entitlement(), made, audience=who[0], names=[who[1]])
    keys = {(row["practice"], row["payer"]) for row in made.keys.rows(named=True)}

    assert keys >= expected
    assert {
        (row["practice"], row["payer"])
        for row, flag in zip(made.keys.rows(named=True), seen, strict=True)
        if flag
    } == expected


def test_nobody_sees_another_payers_rows():
    made = cells()
    for audience, name in SEES:
        seen = seen_cells(default_entitlement(), made, audience=audience, names=[name])

        assert audience == "payer" or not seen[position(made, practice="q", payer="a")]
        assert not seen[position(made, practice="q", payer="b")]


def test_an_audience_that_was_not_agreed_sees_nothing():
    with pytest.raises(UnknownAudience):
        seen_cells(default_entitlement(), cells(), audience="press", names=[])


def test_an_organisation_sees_the_lines_of_all_its_practices():
    made = cells()
    seen = seen_cells(default_entitlement(), made, audience="organization", names=["p", "q"])

    assert seen[position(made, practice="p")]
    assert seen[position(made, practice="q")]
    assert not seen[position(made, practice="r")]


OTHER = """
[[table]]
name = "region"
tells_apart = []
[[table]]
name = "practice"
tells_apart = ["practice"]
[[audience]]
name = "practice"
column = "practice"
sees = { region = "%s", practice = "%s" }
"""


def test_of_several_agreements_the_strictest_grant_holds():
    both = strictest([entitlement(OTHER % ("all", "own")), entitlement(OTHER % ("none", "all"))])

    assert both.grants == {"practice": {"region": "none", "practice": "own"}}


def test_agreements_that_tell_other_tables_apart_do_not_go_together():
    with pytest.raises(ValueError, match="tell other tables apart"):
        strictest([default_entitlement(), entitlement(OTHER % ("all", "own"))])


NO_COLUMNS = '[[table]]\nname = "a"\n[[audience]]\nname = "x"\nsees = { a = "all" }\n'


@pytest.mark.parametrize("terms", ["", "x = 1", "not a table", "[[table]]\nname = 1", NO_COLUMNS])
def test_terms_that_hold_no_entitlement_table_are_refused(terms):
    with pytest.raises(ValueError, match=r"."):
        agreed_entitlement(terms)


HELD_BY = {
    "payer": {"region", "plan", "practice"},
    "practice": {"region", "plan", "practice", "practice by payer"},
}


@pytest.mark.parametrize(("holder", "expected"), HELD_BY.items(), ids=HELD_BY)
def test_what_only_its_holders_are_shown_is_shown_to_nobody_else(holder, expected):
    agreed = default_entitlement()
    found = shown_tables(agreed, holder=holder)
    names = {name for name, told in agreed.tables.items() if told in found}

    assert names == expected | {"region by line of business", "region by stratum"}


def test_a_grant_of_an_unknown_table_is_refused():
    text = (
        '[[table]]\nname = "a"\ntells_apart = []\n[[audience]]\nname = "x"\nsees = { b = "all" }\n'
    )

    with pytest.raises(ValueError, match="names no table"):
        entitlement(text)


def test_what_nobody_is_shown_need_not_be_suppressed_for_others():
    made = cells()
    primary = small_count(made.values, minimum=11)
    agreed = default_entitlement()
    viewers = [
        entitled_viewer(agreed, made, audience="practice", name=name, names=[name])
        for name in ("p", "q", "r")
    ]
    seen_by_all = protect(made, sensitive=primary).pattern
    public = seen_cells(agreed, made, audience="public", names=[])

    assert seen_by_all.suppressed.sum() > 1
    for viewer in viewers:
        assert not viewer.sees[position(made, practice="q", payer="a")]
        assert np.all(viewer.sees[public])
