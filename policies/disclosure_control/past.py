"""A past release of the same cells: what it told, and what we can still say of what it hid."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from policies.disclosure_control.arrays import Flags, Real, Whole
from policies.disclosure_control.box import box
from policies.disclosure_control.linear_program import Unsolved
from policies.disclosure_control.matrices import columns_of, real_matrix, stacked
from policies.disclosure_control.polytope import Polytope
from policies.disclosure_control.ranges import (
    Asked,
    Search,
    ranges,
    rounded,
    searched,
    seen,
)
from policies.disclosure_control.system import System
from policies.disclosure_control.whole_point import whole_point
from schemas.record import record

UNKNOWN = -1


@record
class Past:
    """A past release, cell by cell in the order of the present system.

    `values` is UNKNOWN where the count was hidden and we no longer hold it; `published` flags what
    was told; `primary` and `secondary` what was hidden for itself or for another, where we know.
    """

    name: str
    values: Whole
    published: Flags
    primary: Flags
    secondary: Flags


@record
class Recalled:
    """A past release made whole: `values` agree with all that was told; the truth lies between.

    `lowest` and `highest` bound each cell as closely as anyone can who holds the present counts;
    or less closely, where it is seen that the change since may have been `minimum` or more.
    """

    past: Past
    values: Whole
    lowest: Real
    highest: Real


def recalled(cells: System, past: Past, *, minimum: int, closely: bool) -> Recalled:
    """Return the past release with its hidden counts bounded by all that we know.

    That is the sums, the present counts (where the present contains the past), and that primary
    cells were below `minimum` and secondary ones not. `closely` finds every bound; without, no
    more than what tells whether a change was surely small. Raise Unsolved where nothing fits.
    """
    held = past.values != UNKNOWN
    nested = not bool(np.any(past.values[held] > cells.values[held]))
    lowest = past.values.astype(np.float64)
    highest = lowest.copy()
    unknown = np.flatnonzero(~held)
    values = past.values.copy()
    if unknown.size:
        near = _likely(cells, past)[unknown]
        part = _hidden(cells, past, unknown, minimum=minimum, nested=nested)
        try:
            values[unknown] = whole_point(part, near=near)
        except Unsolved:
            if not nested:
                raise
            nested = False
            part = _hidden(cells, past, unknown, minimum=minimum, nested=nested)
            values[unknown] = whole_point(part, near=near)
        found = replace(part, values=values[unknown].astype(np.float64))
        if closely:
            lowest[unknown], highest[unknown] = ranges(found, _every(unknown.size))
        else:
            now = cells.values[unknown].astype(np.float64)
            lowest[unknown], highest[unknown] = _as_far_as_small(found, now, minimum=minimum)
    return Recalled(past=past, values=values, lowest=lowest, highest=highest)


def _likely(cells: System, past: Past) -> Real:
    """Return what the past counts were if every one grew as those did that were told."""
    told = past.values != UNKNOWN
    now = float(cells.values[told].sum())
    grown = float(past.values[told].sum()) / now if now > 0 else 1.0
    return cells.values.astype(np.float64) * grown


def _every(size: int) -> Asked:
    nothing = np.zeros(size)
    return Asked(positions=np.arange(size), lowest=nothing, highest=nothing, exact=True)


def _as_far_as_small(part: Polytope, now: Real, *, minimum: int) -> tuple[Real, Real]:
    """Return ranges that tell of each change whether it was surely small, and no more.

    Where it cannot have been large, what is asked is whether there may have been none.
    """
    few = _surely_few(part, now, minimum=minimum)
    stands = few & (part.values == now)
    step = np.where(stands, 1.0, float(minimum))
    beyond = _asked(~few | stands, now - step, now + step)
    search = Search(part, beyond)
    search.in_bulk(one_end=True)
    for place in range(beyond.positions.size):
        search.open_on_a_side(place)
    ends = np.minimum(part.values, now), np.maximum(part.values, now)
    unmoved = _asked(few & ~stands, *ends)
    least, greatest = seen(part, unmoved, size=now.size, pool=None)
    before = np.minimum(search.least, least), np.maximum(search.greatest, greatest)
    return rounded(*searched(part, unmoved, seen=before))


def _surely_few(part: Polytope, now: Real, *, minimum: int) -> Flags:
    """Flag the cells of which no count that a sum leaves possible is `minimum` from that of now."""
    least, most = box(part)
    return np.asarray((now - least < minimum) & (most - now < minimum))


def _asked(chosen: Flags, lowest: Real, highest: Real) -> Asked:
    where = np.flatnonzero(chosen)
    return Asked(positions=where, lowest=lowest[where], highest=highest[where], exact=False)


def _hidden(cells: System, past: Past, unknown: Whole, *, minimum: int, nested: bool) -> Polytope:
    told = np.where(past.values == UNKNOWN, 0, past.values)
    sums = -(cells.matrix @ told).astype(np.float64)
    rows = columns_of(cells.matrix, unknown)
    held = np.flatnonzero(np.diff(rows.indptr) > 0)
    least = np.where(past.primary[unknown], 1.0, np.where(past.secondary[unknown], minimum, 0.0))
    most = np.where(past.primary[unknown], minimum - 1.0, np.inf)
    if nested:
        most = np.minimum(most, cells.values[unknown])
    each = real_matrix(sparse.eye_array(unknown.size, format="csr"))
    return Polytope(
        cells=unknown,
        matrix=stacked([real_matrix(rows[held]), each]),
        lowest=np.concatenate([sums[held], least]),
        highest=np.concatenate([sums[held], most]),
        floor=np.zeros(unknown.size),
        values=np.zeros(unknown.size),
    )
