"""The box around a polytope: bounds of each cell that follow from one sum after the other.

What the other cells of a sum can be at least and at most leaves each cell so much; what is found
for one sum serves the next. The box is never narrower than the ranges that linear programming
finds, and mostly shows at once which cells are fixed.
"""

import numpy as np

from policies.disclosure_control.arrays import Real, Whole
from policies.disclosure_control.polytope import Polytope

# Most of what follows does so within a few rounds; the rest is left to linear programs.
_ROUNDS = 12
_MOVED = 1e-6


def box(polytope: Polytope) -> tuple[Real, Real]:
    """Return the least and greatest value that each sum by itself leaves to each cell."""
    height, size = polytope.matrix.shape
    entries = polytope.matrix.tocoo()
    held = entries.data != 0
    rows, columns, times = entries.row[held], entries.col[held], entries.data[held]
    adds = times > 0
    lowest, highest = polytope.lowest[rows], polytope.highest[rows]
    low, high = polytope.floor.copy(), np.full(size, np.inf)
    for _ in range(_ROUNDS):
        before = low.copy(), high.copy()
        least = times * np.where(adds, low[columns], high[columns])
        most = times * np.where(adds, high[columns], low[columns])
        above = (highest - _others(least, rows, height)) / times
        below = (lowest - _others(most, rows, height)) / times
        np.minimum.at(high, columns, np.where(adds, above, below))
        np.maximum.at(low, columns, np.where(adds, below, above))
        if not (_moved(before[0], low) or _moved(before[1], high)):
            break
    return low, high


def _others(ends: Real, rows: Whole, height: int) -> Real:
    """Return what the other entries of each entry's row come to; endless where one of them is."""
    endless = np.isinf(ends)
    finite = np.where(endless, 0.0, ends)
    count = np.bincount(rows, weights=endless, minlength=height)[rows] - endless
    sums = np.bincount(rows, weights=finite, minlength=height)[rows] - finite
    return np.where(count > 0, ends[endless][0] if endless.any() else 0.0, sums)


def _moved(before: Real, after: Real) -> bool:
    step = np.subtract(after, before, where=before != after, out=np.zeros_like(after))
    return bool((np.abs(step) > _MOVED).any())
