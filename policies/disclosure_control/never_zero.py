"""A mark is never a zero: who knows that zeros are shown knows that a hidden count is one at least.

Eleven hidden cells with a published sum of eleven may each be anything from 0 to 11 by their sums,
and are all exactly one to a reader who knows this rule. So no sensitive cell may be left with one
single value when every mark stands for one person or more.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.polytope import Polytope, polytopes
from policies.disclosure_control.pool import Pool
from policies.disclosure_control.ranges import Asked, Search
from policies.disclosure_control.sensitive import Sensitive, seen_by
from policies.disclosure_control.system import FREE, System
from policies.disclosure_control.viewer import Viewer


def betrayed(
    cells: System,
    viewers: Sequence[Viewer],
    *,
    sensitive: Sensitive,
    suppressed: Flags,
    pool: Pool | None = None,
) -> Flags:
    """Return the sensitive cells that have one value left where marks are not zeros.

    Shape (viewers, cells). A `pool` of other tables is asked first. Nothing is found where zeros
    are hidden too, for then a mark may be one, and not what earlier releases left no more of to a
    viewer.
    """
    found = np.zeros((len(viewers), cells.size), dtype=np.bool_)
    marked = suppressed & (cells.place == FREE)
    if bool(np.any(marked & (cells.values == 0))):
        return found
    for number, viewer in enumerate(viewers):
        wanted = seen_by(sensitive, viewer).cells
        if viewer.single is not None:
            wanted = wanted & ~viewer.single
        for part in polytopes(cells, viewer, suppressed=suppressed):
            positions = np.flatnonzero(wanted[part.cells])
            if positions.size:
                floor = np.maximum(part.floor, np.where(marked[part.cells], 1.0, -np.inf))
                single = _single(cells, replace(part, floor=floor), positions, pool)
                found[number, part.cells[positions]] = single
    return found


def widened(sensitive: Sensitive, where: Flags) -> Sensitive:
    """Return what is sensitive with twice the doubt asked for in the cells flagged."""
    more = np.where(where, np.abs(sensitive.highest - sensitive.lowest), 0.0)
    falls = sensitive.others < 0
    return replace(
        sensitive,
        lowest=np.where(falls, sensitive.lowest - more, sensitive.lowest),
        highest=np.where(falls, sensitive.highest, sensitive.highest + more),
        others=np.where(where, 2 * sensitive.others, sensitive.others),
    )


def _single(cells: System, part: Polytope, positions: Whole, pool: Pool | None) -> Flags:
    values = cells.values[part.cells[positions]].astype(np.float64)
    asked = Asked(positions=positions, lowest=values - 1, highest=values + 1, exact=False)
    search = Search(part, asked)
    if pool is not None:
        search.serve(pool.within(part, size=cells.size, opposite=True))
    search.in_bulk(one_end=True)
    return np.array([not search.open_on_a_side(place) for place in range(positions.size)])
