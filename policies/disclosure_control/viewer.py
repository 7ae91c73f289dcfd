"""Viewers: who looks at a release, what they are shown of it, and what they know beforehand."""

import numpy as np

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.system import NEVER_SHOWN, System
from schemas.record import record

OUTSIDER_NAME = "outsider"


@record
class Viewer:
    """Somebody who sees the published cells among `sees` and knows the cells `knows` exactly.

    Both hold one flag a cell. `own` is how much of each cell the viewer is sure of for the records
    that it knows: of the rest alone it must be left in doubt.
    """

    name: str
    sees: Flags
    knows: Flags
    own: Whole


def outsider(cells: System) -> Viewer:
    """Return the viewer who knows nothing beforehand and sees everything that is published."""
    return Viewer(
        name=OUTSIDER_NAME,
        sees=np.ones(cells.size, dtype=np.bool_),
        knows=np.zeros(cells.size, dtype=np.bool_),
        own=np.zeros(cells.size, dtype=np.int64),
    )


def insider(cells: System, name: str, knows: Flags, *, sees: Flags | None = None) -> Viewer:
    """Return a viewer who knows these cells beforehand, and all cells made of nothing else.

    Without `sees` it sees everything that is published.
    """
    own = _own(cells, knows)
    every = np.ones(cells.size, dtype=np.bool_)
    return Viewer(
        name=name,
        sees=every if sees is None else sees,
        knows=np.asarray(knows | ((own == cells.values) & (cells.values > 0))),
        own=own,
    )


def unknown_to(viewer: Viewer, cells: System, suppressed: Flags) -> Flags:
    """Return the cells whose value the viewer neither is shown nor knows; one flag a cell."""
    told = viewer.sees & ~suppressed & (cells.place != NEVER_SHOWN)
    return np.asarray(~told & ~viewer.knows)


def _own(cells: System, knows: Flags) -> Whole:
    """Add up what is known: a total is at least the sum of the parts that a viewer knows."""
    own = np.where(knows & ~cells.signed, cells.values, 0)
    matrix = cells.matrix
    adds = matrix.copy()
    adds.data = np.maximum(matrix.data, 0)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    falls = matrix.data < 0
    sums = np.bincount(rows, weights=falls, minlength=matrix.shape[0]) == 1
    plain = np.bincount(rows, weights=cells.signed[matrix.indices], minlength=sums.size) == 0
    chosen = falls & (sums & plain)[rows]
    group, row, times = matrix.indices[chosen], rows[chosen], -matrix.data[chosen]
    while True:
        grown = own.copy()
        np.maximum.at(grown, group, (adds @ own)[row] // times)
        if np.array_equal(grown, own):
            return own
        own = grown
