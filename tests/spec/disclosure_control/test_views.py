"""Many viewers at once: each sees the same sums less its own people, and one pattern holds for all."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.disclosure_control.dimension import dimension
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.tabulate import tabulate
from policies.disclosure_control.viewer import OUTSIDER_NAME
from policies.disclosure_control.views import Leaking, View, audited_views, protect_views
from tests.builders.tables import attacked, cells_of

PAYERS = ("a", "b", "c")
COUNTED = ("met", "not met")


def system(rows: pl.DataFrame):
    """Practices by what is counted; no table tells payers apart."""
    summed = rows.group_by("practice", "count").agg(pl.col("value").sum()).sort("practice", "count")
    return tabulate(
        summed, [dimension("practice", PRACTICES), dimension("count", COUNTED)], counted_by="count"
    )


PRACTICES = ("p", "q", "r")


def views(values) -> list[View]:
    """An outsider, and each payer less its own members."""
    keys = [(p, c, payer) for p in PRACTICES for c in COUNTED for payer in PAYERS]
    rows = pl.DataFrame(
        [(*key, value) for key, value in zip(keys, values, strict=True)],
        schema=["practice", "count", "payer", "value"],
        orient="row",
    )
    parts = {OUTSIDER_NAME: rows} | {
        payer: rows.with_columns(value=pl.when(pl.col("payer") == payer).then(0).otherwise("value"))
        for payer in PAYERS
    }
    return [
        View(name=name, cells=cells, sensitive=small_count(cells.values, minimum=11))
        for name, cells in ((name, system(part)) for name, part in parts.items())
    ]


VALUES = st.lists(st.integers(0, 40), min_size=18, max_size=18)


@settings(max_examples=25, deadline=None)
@given(VALUES)
def test_no_viewer_can_tell_a_small_count_of_everyone_else(values):
    """The attacker is scipy alone, and knows its own part of every cell."""
    every = views(values)
    suppressed = protect_views(every, rules=()).pattern.suppressed
    for view in every:
        for cell in np.flatnonzero(view.sensitive.cells):
            low, high = attacked(view.cells, unknown=suppressed, cell=cell)

            assert low <= 0
            assert high >= 11


# Of q the other payers have 6 met: hidden from nobody but the payer that has the rest.
SEEN_THROUGH = [20, 20, 20, 30, 30, 30, 50, 3, 3, 30, 30, 30, 20, 20, 20, 30, 30, 30]


def test_without_the_viewers_one_of_them_sees_through_the_table():
    every = views(SEEN_THROUGH)
    alone = protect_views(every[:1], rules=()).pattern.suppressed

    assert not alone.any()
    with pytest.raises(Leaking) as leak:
        audited_views(every, suppressed=alone, rules=())
    assert leak.value.view == "a"


def test_with_the_viewers_the_cell_is_hidden_and_another_beside_it():
    found = protect_views(views(SEEN_THROUGH), rules=())

    assert found.pattern.suppressed.sum() >= 4
    assert set(found.audits) == {OUTSIDER_NAME, *PAYERS}


def test_the_audit_refuses_a_pattern_that_hides_too_little():
    every = views(SEEN_THROUGH)
    found = protect_views(every, rules=()).pattern.suppressed
    hidden = np.flatnonzero(found)
    refused = 0
    for cell in hidden:
        less = found.copy()
        less[cell] = False
        try:
            audited_views(every, suppressed=less, rules=())
        except Leaking:
            refused += 1

    assert refused > 0


def test_what_is_given_back_is_told_only_while_everybody_is_left_in_doubt():
    every = views(SEEN_THROUGH)
    plain = protect_views(every, rules=()).pattern
    given = protect_views(every, rules=(), effort=50).pattern

    assert given.suppressed.sum() <= plain.suppressed.sum()
    assert not (given.suppressed & ~plain.suppressed).any()


def ones(count: int) -> View:
    """An outsider before so many practices with one person each, and the sum of them."""
    rows = pl.DataFrame({"practice": [f"p{n:02}" for n in range(count)], "value": [1] * count})
    cells = tabulate(rows, [dimension("practice", rows["practice"].to_list())])
    return View(name=OUTSIDER_NAME, cells=cells, sensitive=small_count(cells.values, minimum=11))


def test_marks_that_are_no_zeros_give_nothing_away():
    """Eleven hidden cells with a sum of eleven may be 0 to 11 by their sums, and are one each."""
    view = ones(11)
    small = view.sensitive.cells

    with pytest.raises(Leaking):
        audited_views([view], suppressed=small, rules=())
    assert protect_views([view], rules=()).pattern.suppressed.sum() > small.sum()


# All of p's counts are small and hidden; what is in them is p's own, and p knows of nobody else.
OWN_LINE = {
    ("p", "a"): 5, ("p", "b"): 4, ("q", "a"): 9, ("q", "b"): 20, ("r", "a"): 45, ("r", "b"): 8,
}  # fmt: skip


def sight(name: str, values: dict, *, own: np.ndarray | None) -> View:
    """What one viewer sees of a table by row and column."""
    cells = cells_of(values, ["row", "column"])
    sensitive = small_count(cells.values, minimum=11)
    return View(name=name, cells=cells, sensitive=sensitive, own=own)


@pytest.mark.parametrize("aware", [False, True], ids=["without", "with"])
def test_a_viewer_knows_that_nobody_else_is_in_its_own_hidden_line(aware):
    """The attacker is scipy alone; it knows that all of p's line is its own."""
    others = {key: 0 if key[0] == "p" else value for key, value in OWN_LINE.items()}
    everybody = sight(OUTSIDER_NAME, OWN_LINE, own=None)
    mine = (everybody.cells.keys["row"] == "p").to_numpy()
    practice = sight("p", others, own=mine if aware else None)
    hidden = protect_views([everybody, practice], rules=()).pattern.suppressed
    ranges = [
        attacked(practice.cells, unknown=hidden & ~mine, cell=cell)
        for cell in np.flatnonzero(practice.sensitive.cells)
    ]
    narrow = [(low, high) for low, high in ranges if low > 0 or high < 11]

    assert bool(narrow) is not aware
