"""Viewers: who looks at a release, and what they know beforehand."""

import numpy as np

from policies.disclosure_control.arrays import Flags, Real, Whole
from policies.disclosure_control.system import NEVER_SHOWN, System
from schemas.record import record

OUTSIDER_NAME = "outsider"
# Groups of groups of groups: no table of ours is deeper.
_DEEPEST = 64


@record
class Viewer:
    """Somebody who sees the published cells and knows the cells `knows` (one flag each) exactly.

    `own` is how much of each cell it is sure of for the records that it knows: of the rest alone it
    must be left in doubt. `conceded` are the least and greatest values of what earlier releases
    left it too little doubt about, infinite elsewhere; `single` flags the cells of which they left
    one value to who knows that marks are not zeros. `rest` are the least and greatest values that
    changes must seem possible to have to this viewer, so that what is not its own is in doubt;
    crossed where nothing is asked.
    """

    name: str
    knows: Flags
    own: Whole
    conceded: tuple[Real, Real] | None = None
    single: Flags | None = None
    rest: tuple[Real, Real] | None = None


def outsider(cells: System) -> Viewer:
    """Return the viewer who knows nothing beforehand and sees everything that is published."""
    return Viewer(
        name=OUTSIDER_NAME,
        knows=np.zeros(cells.size, dtype=np.bool_),
        own=np.zeros(cells.size, dtype=np.int64),
    )


def insider(cells: System, name: str, knows: Flags) -> Viewer:
    """Return a viewer who knows these cells beforehand, and all cells made of nothing else."""
    own = part_of(cells, knows, cells.values)
    return Viewer(
        name=name,
        knows=_of_nothing_else(cells, knows | ((own == cells.values) & (cells.values != 0))),
        own=own,
    )


def unknown_to(viewer: Viewer, cells: System, suppressed: Flags) -> Flags:
    """Return the cells whose value the viewer neither is shown nor knows; one flag a cell."""
    told = ~suppressed & (cells.place != NEVER_SHOWN)
    return np.asarray(~told & ~viewer.knows)


def part_of(cells: System, knows: Flags, values: Whole) -> Whole:
    """Return what is known, with what follows for totals: of one a viewer is sure of its parts.

    `values` are what the known cells hold. Of a count that is the least it can be; of a change,
    which may be below zero, it is the part that is the viewer's own.
    """
    known = np.where(knows, values, 0)
    matrix = cells.matrix
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    falls = matrix.data < 0
    height = matrix.shape[0]
    alone = np.bincount(rows, weights=falls, minlength=height) == 1
    signed = np.bincount(rows, weights=cells.signed[matrix.indices], minlength=height)
    plain = (signed == 0) | (signed == np.diff(matrix.indptr))
    chosen = falls & (alone & plain)[rows]
    group, row, times = matrix.indices[chosen], rows[chosen], -matrix.data[chosen]
    adds = matrix.copy()
    adds.data = np.maximum(matrix.data, 0)
    own = known
    for _ in range(_DEEPEST):
        sums = np.trunc((adds @ own)[row] / times).astype(np.int64)
        most, least = np.zeros_like(own), np.zeros_like(own)
        np.maximum.at(most, group, sums)
        np.minimum.at(least, group, sums)
        grown = np.where(knows, known, np.where(most >= -least, most, least))
        if np.array_equal(grown, own):
            break
        own = grown
    return own


def _of_nothing_else(cells: System, knows: Flags) -> Flags:
    """Return what is known with the groups of which every member is, if only that it is none."""
    rows = np.repeat(np.arange(cells.matrix.shape[0]), np.diff(cells.matrix.indptr))
    falls = cells.matrix.data < 0
    alone = np.bincount(rows, weights=falls, minlength=cells.matrix.shape[0]) == 1
    group, row = cells.matrix.indices[falls & alone[rows]], rows[falls & alone[rows]]
    known = np.asarray(knows)
    for _ in range(_DEEPEST):
        open_ones = np.bincount(
            rows, weights=~known[cells.matrix.indices] & ~falls, minlength=cells.matrix.shape[0]
        )
        grown = known.copy()
        grown[group[open_ones[row] == 0]] = True
        if np.array_equal(grown, known):
            break
        known = grown
    return known
