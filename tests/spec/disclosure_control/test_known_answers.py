"""Answers that are known from the literature and from prototypes."""

import numpy as np
import pytest

from policies.disclosure_control.audit import audit
from policies.disclosure_control.dimension import dimension
from policies.disclosure_control.elimination import eliminate
from policies.disclosure_control.pattern import PUBLISHED
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import protect
from policies.disclosure_control.tabulate import tabulate
from policies.disclosure_control.viewer import outsider
from tests.builders.tables import cells_of, flags, frame, position

FOUR = {
    ("w", "a"): 30, ("w", "b"): 47, ("w", "c"): 64, ("w", "d"): 89,
    ("x", "a"): 90, ("x", "b"): 124, ("x", "c"): 5, ("x", "d"): 31,
    ("y", "a"): 92, ("y", "b"): 100, ("y", "c"): 59, ("y", "d"): 85,
    ("z", "a"): 800, ("z", "b"): 991, ("z", "c"): 651, ("z", "d"): 685,
}  # fmt: skip
HIDDEN = ("wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd")


def ranges_of(cells, *suppressed):
    """The range of every suppressed cell, for an outsider."""
    found = audit(
        cells,
        [outsider(cells)],
        sensitive=small_count(cells.values, minimum=11),
        suppressed=flags(cells, *suppressed),
        exact=np.array([True]),
        rules=(),
    )
    return [(found.lowest[0, cell], found.highest[0, cell]) for cell in suppressed]


def four(*names):
    cells = cells_of(FOUR, ["row", "column"])
    return cells, [position(cells, row=name[0], column=name[1]) for name in names]


def test_two_marks_in_every_line_do_not_protect():
    cells, where = four("wb", *(name for name in HIDDEN if name != "wb"))

    assert ranges_of(cells, *where)[0] == (47, 47)


def test_one_mark_more_leaves_the_cell_in_doubt():
    cells, where = four("wb", *(name for name in HIDDEN if name != "wb"), "xd")

    assert ranges_of(cells, *where)[0] == (0, 78)


@pytest.mark.parametrize(
    ("parts", "hidden", "expected"),
    [
        ({"a": 0, "b": 0, "c": 0}, "ab", (0, 0)),
        ({"a": 10, "b": 5, "c": 0, "d": 0}, "cd", (0, 0)),
        ({"a": 10, "b": 3, "c": 1, "d": 1}, "cd", (0, 2)),
    ],
    ids=["0 = x + x + 0", "15 = 10 + 5 + x + x", "15 = 10 + 3 + x + x"],
)
def test_what_cannot_be_below_zero_gives_others_away(parts, hidden, expected):
    cells = cells_of({(name,): value for name, value in parts.items()}, ["part"])
    where = [position(cells, part=name) for name in hidden]

    assert ranges_of(cells, *where) == [expected] * len(where)


COUNTIES = [(cell, "north" if cell in "ABIJ" else "south") for cell in "ABIJKLMN"]
SIZES = [(cell, "small" if cell in "ABIJKN" else "big") for cell in "ABIJKLMN"]
VALUES = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}


def linked():
    rows = frame({(name,): value for name, value in VALUES.items()}, ["place"])
    place = dimension("place", VALUES, hierarchies=[COUNTIES, SIZES])
    return tabulate(rows, [place, dimension("count", ["n"], total=False)])


def test_two_tables_that_are_each_safe_leak_together():
    cells = linked()
    where = [position(cells, place=name) for name in "KABLM"]

    assert ranges_of(cells, *where)[0] == (3, 3)


def test_one_cell_more_closes_the_leak_between_two_tables():
    cells = linked()
    where = [position(cells, place=name) for name in "KABLMN"]

    assert ranges_of(cells, *where)[0] == (0, 10)


def test_the_pass_sees_two_tables_as_one_system():
    cells = linked()
    primary = flags(cells, *(position(cells, place=name) for name in "ABKLM"))

    found = eliminate(cells, outsider(cells), sensitive=primary, suppressed=primary)

    assert (found & ~primary).any()


def test_the_whole_protects_linked_tables():
    cells = linked()
    protection = protect(cells, sensitive=small_count(cells.values, minimum=11))

    assert not protection.leaks.any()
    assert protection.pattern.status[position(cells, place="K")] != PUBLISHED


def test_zeros_are_shown_and_a_table_of_zeros_is_shown_whole():
    cells = cells_of({("a", "x"): 0, ("b", "y"): 0}, ["row", "column"])
    protection = protect(cells, sensitive=small_count(cells.values, minimum=11))

    assert set(protection.pattern.status) == {PUBLISHED}


def test_a_single_small_cell_takes_its_total_with_it():
    cells = cells_of({("a",): 7}, ["row"])
    protection = protect(cells, sensitive=small_count(cells.values, minimum=11))

    assert protection.pattern.suppressed.all()
    assert protection.audit.highest[0].tolist() == [np.inf, np.inf]


def test_a_single_large_cell_is_shown():
    cells = cells_of({("a",): 11}, ["row"])
    protection = protect(cells, sensitive=small_count(cells.values, minimum=11))

    assert protection.pattern.published.all()
