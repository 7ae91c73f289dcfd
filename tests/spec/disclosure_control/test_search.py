"""The parts of the search: certificates are proved, and what is not needed is given back."""

import numpy as np
import pytest

from policies.disclosure_control.audit import audit, leaking
from policies.disclosure_control.give_back import give_back
from policies.disclosure_control.polytope import polytopes
from policies.disclosure_control.pool import Pool, Reach
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import audited, protect
from policies.disclosure_control.repair import repair
from policies.disclosure_control.viewer import insider, outsider
from tests.builders.tables import cells_of, flags, position

TABLE = {
    ("w", "a"): 30, ("w", "b"): 47, ("w", "c"): 64,
    ("x", "a"): 90, ("x", "b"): 5, ("x", "c"): 31,
    ("y", "a"): 92, ("y", "b"): 100, ("y", "c"): 59,
}  # fmt: skip


# Where a pool is shared viewers are certified by it, else a search begins with what it shows.
SHARED = pytest.mark.parametrize("shared", [True, False], ids=["shared", "of one viewer"])


def prepared():
    cells = cells_of(TABLE, ["row", "column"])
    return cells, small_count(cells.values, minimum=11)


def certified(cells, primary, hidden, pool=None):
    viewers = [outsider(cells), insider(cells, "w", flags(cells, position(cells, row="w")))]
    found = audit(
        cells, viewers, sensitive=primary, suppressed=hidden,
        exact=np.zeros(2, dtype=np.bool_), rules=(), pool=pool or Pool(shared=True),
    )  # fmt: skip
    return leaking(found, viewers, sensitive=primary)


def test_a_pattern_that_protects_is_certified_without_ranges_to_their_ends():
    cells, primary = prepared()
    hidden = protect(cells, sensitive=primary).pattern.suppressed

    assert not certified(cells, primary, hidden).any()


@SHARED
def test_a_false_certificate_is_not_believed(shared):
    cells, primary = prepared()
    small = position(cells, row="x", column="b")
    pool = Pool(shared=shared)
    for by in (6.0, -5.0):
        pool.add(np.array([small]), np.array([by]))

    assert certified(cells, primary, primary.cells, pool).any()


@SHARED
def test_a_certificate_below_zero_is_not_believed(shared):
    cells, primary = prepared()
    # The circuit adds up, but leaves a count of minus one.
    corners = [position(cells, row=r, column=c) for r, c in ("xb", "xc", "wb", "wc")]
    hidden = flags(cells, *corners)
    pool = Pool(shared=shared)
    changes = ((6.0, -6.0, -6.0, 6.0), (-6.0, 6.0, 6.0, -6.0))
    for by in changes:
        pool.add(np.array(corners), np.array(by))
    found = audit(
        cells, [outsider(cells)], sensitive=primary, suppressed=hidden,
        exact=np.zeros(1, dtype=np.bool_), rules=(), pool=pool,
    )  # fmt: skip

    assert found.lowest[0, corners[0]] == 0


def test_what_a_pattern_was_found_by_serves_its_audit():
    cells, primary = prepared()
    pool, who = Pool(shared=False), [outsider(cells)]
    hidden = repair(cells, who, sensitive=primary, suppressed=primary.cells, pool=pool)
    part = next(iter(polytopes(cells, who[0], suppressed=hidden)))
    reach = Reach(part.values.copy(), part.values.copy())
    pool.within(part, size=cells.size).serve(reach, part.values, np.zeros(part.cells.size, bool))
    small = primary.cells[part.cells]

    assert (reach.lowest[small] <= 0).all()
    assert (reach.highest[small] >= 11).all()


# x|b holds 5 people: how far it is seen to get by a change that asks for more or less of it.
CHANGES = {
    "as far as it goes": (5.0, False, (5, 10)),
    "no further than to nobody": (-10.0, False, (0, 5)),
    "the other way round too": (2.0, True, (3, 7)),
    "the other way round as far as nobody": (10.0, True, (0, 15)),
}


@pytest.mark.parametrize(("by", "opposite", "reached"), CHANGES.values(), ids=CHANGES)
def test_a_change_serves_as_far_as_no_count_falls_below_its_floor(by, opposite, reached):
    cells, _ = prepared()
    square = [position(cells, row=row, column=column) for row in "xy" for column in "bc"]
    pool, who = Pool(shared=False), outsider(cells)
    pool.add(np.array(square), np.array([by, -by, -by, by]))
    hidden = np.isin(np.arange(cells.size), square)
    part = next(iter(polytopes(cells, who, suppressed=hidden)))
    reach = Reach(part.values.copy(), part.values.copy())
    tables = pool.within(part, size=cells.size, opposite=opposite)
    tables.serve(reach, part.values, np.zeros(part.cells.size, bool))
    small = part.cells == square[0]

    assert (reach.lowest[small][0], reach.highest[small][0]) == reached


def test_what_is_hidden_without_need_is_given_back():
    cells, primary = prepared()
    everything = np.ones(cells.size, dtype=np.bool_)
    left = give_back(
        cells, [outsider(cells)], sensitive=primary, suppressed=everything, effort=10_000
    )

    assert left.sum() <= 5
    assert not audited(cells, sensitive=primary, viewers=[], suppressed=left).leaks.any()
    for cell in np.flatnonzero(left & ~primary.cells):
        without = left.copy()
        without[cell] = False

        assert certified(cells, primary, without).any()


def test_without_effort_nothing_is_given_back():
    cells, primary = prepared()
    everything = np.ones(cells.size, dtype=np.bool_)
    left = give_back(cells, [outsider(cells)], sensitive=primary, suppressed=everything, effort=0)

    assert left.all()
