"""The entitlement table: who is shown what, and what that leaves to be protected."""

import numpy as np
import pytest

from policies.disclosure_control.entitlement import (
    UnknownAudience,
    default_entitlement,
    entitled_viewer,
    entitlement,
    seen_cells,
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
    seen = seen_cells(default_entitlement(), made, audience=who[0], name=who[1])
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
        seen = seen_cells(default_entitlement(), made, audience=audience, name=name)

        assert audience == "payer" or not seen[position(made, practice="q", payer="a")]
        assert not seen[position(made, practice="q", payer="b")]


def test_an_audience_that_was_not_agreed_sees_nothing():
    with pytest.raises(UnknownAudience):
        seen_cells(default_entitlement(), cells(), audience="press", name="")


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
        entitled_viewer(agreed, made, audience="practice", name=name) for name in ("p", "q", "r")
    ]
    seen_by_all = protect(made, sensitive=primary).pattern
    public = seen_cells(agreed, made, audience="public", name="")

    assert seen_by_all.suppressed.sum() > 1
    for viewer in viewers:
        assert not viewer.sees[position(made, practice="q", payer="a")]
        assert np.all(viewer.sees[public])
