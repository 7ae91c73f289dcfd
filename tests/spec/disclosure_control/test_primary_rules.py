"""The primary rules: each is a table of cells and what must become of them."""

import numpy as np
import pytest

from policies.disclosure_control.matrices import whole_matrix
from policies.disclosure_control.primary.dominance import dominance
from policies.disclosure_control.primary.few_contributors import few_contributors
from policies.disclosure_control.primary.few_people import few_people
from policies.disclosure_control.primary.largest_share import largest_share
from policies.disclosure_control.primary.p_percent import p_percent
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.sensitive import seen_by, together
from policies.disclosure_control.viewer import insider
from tests.builders.tables import cells_of, flags, position


def test_one_to_ten_are_small_and_zero_and_eleven_are_not():
    found = small_count(np.array([0, 1, 10, 11, 500]), minimum=11)

    assert found.cells.tolist() == [False, True, True, False, False]
    assert (found.lowest[1], found.highest[1]) == (0, 11)


def test_zeros_are_protected_where_groups_are():
    found = small_count(np.array([0, 1, 11]), minimum=11, zeros_shown=False)

    assert found.cells.tolist() == [True, True, False]


def test_a_fall_of_few_people_is_as_small_as_a_rise():
    found = small_count(np.array([-4, 4, -11]), minimum=11)

    assert found.cells.tolist() == [True, True, False]
    assert (found.lowest[0], found.highest[0]) == (-11, 0)


SHARES = {
    "five equal": [20, 20, 20, 20, 20],
    "four": [25, 25, 25, 25, 0],
    "one over a quarter": [26, 20, 20, 20, 14],
    "a quarter is allowed": [25, 25, 20, 20, 10],
    "two hold nearly all": [60, 30, 4, 3, 3],
    "one holds nearly all": [94, 2, 2, 1, 1],
}
EXPECTED = {
    "five equal": (False, False, False, False),
    "four": (True, False, False, False),
    "one over a quarter": (False, True, False, False),
    "a quarter is allowed": (False, False, False, False),
    "two hold nearly all": (False, True, True, False),
    "one holds nearly all": (False, True, True, True),
}


@pytest.mark.parametrize("name", SHARES)
def test_contributor_rules(name):
    matrix = whole_matrix(np.array([SHARES[name]]))
    values, applies = np.array([100]), np.array([True])
    found = (
        few_contributors(values, matrix, applies=applies, minimum=5, percent=10),
        largest_share(values, matrix, applies=applies, share=0.25, percent=10),
        dominance(values, matrix, applies=applies, n=2, k=85, percent=10),
        p_percent(values, matrix, applies=applies, p=10),
    )

    assert tuple(bool(each.cells[0]) for each in found) == EXPECTED[name]


def test_contributor_rules_are_for_the_cells_named_only():
    matrix = whole_matrix(np.array([[100], [100]]))
    found = few_contributors(
        np.array([100, 100]), matrix, applies=np.array([True, False]), minimum=5, percent=10
    )

    assert found.cells.tolist() == [True, False]
    assert (found.lowest[0], found.highest[0]) == (90, 110)


def test_the_widest_doubt_of_all_rules_is_asked():
    matrix = whole_matrix(np.array([[5]]))
    both = together(
        [
            small_count(np.array([5]), minimum=11),
            few_contributors(
                np.array([5]), matrix, applies=np.array([True]), minimum=5, percent=400
            ),
        ]
    )

    assert (both.lowest[0], both.highest[0]) == (0, 25)
    assert both.rule[0] == "minimum-cell-size"


def test_a_viewer_is_left_in_doubt_about_others_only():
    cells = cells_of(
        {("p", "a"): 4, ("p", "b"): 3, ("q", "a"): 50, ("q", "b"): 60}, ["row", "payer"]
    )
    mine = flags(cells, *(position(cells, row=row, payer="a") for row in ("p", "q", "Total")))
    needs = seen_by(small_count(cells.values, minimum=11), insider(cells, "a", mine))
    total = position(cells, row="p")

    assert not needs.cells[position(cells, row="p", payer="a")]
    assert (needs.lowest[total], needs.highest[total]) == (4, 15)


def test_who_handed_in_all_records_of_a_cell_knows_it():
    cells = cells_of(
        {("p", "a"): 4, ("p", "b"): 0, ("q", "a"): 50, ("q", "b"): 60}, ["row", "payer"]
    )
    mine = flags(cells, *(position(cells, row=row, payer="a") for row in ("p", "q", "Total")))
    viewer = insider(cells, "a", mine)

    assert viewer.knows[position(cells, row="p")]
    assert not viewer.knows[position(cells, row="q")]


BEHIND = {
    "ten people had eleven visits": (11, 10, True),
    "eleven people had eleven visits": (11, 11, False),
    "two people had fifty visits": (50, 2, True),
    "fifty visits of eleven": (50, 11, False),
    "nothing happened to nobody": (0, 0, False),
    "ten visits fewer of four": (-10, 4, True),
}


@pytest.mark.parametrize(("visits", "people", "few"), BEHIND.values(), ids=BEHIND)
def test_what_few_people_had_is_as_sensitive_as_they_are(visits, people, few):
    found = few_people(np.array([visits]), np.array([people]), minimum=11)

    assert found.cells.tolist() == [few]
    if few:
        assert found.highest[0] - found.lowest[0] == 11
