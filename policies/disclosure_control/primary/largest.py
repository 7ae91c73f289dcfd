"""The largest contributions to each cell, for the rules on dominance."""

import numpy as np

from policies.disclosure_control.arrays import Matrix, Real


def largest(contributions: Matrix, *, count: int) -> Real:
    """Return the `count` largest contributions to each cell, largest first: shape (cells, count).

    Where fewer contribute the rest is zero.
    """
    found = np.zeros((contributions.shape[0], count))
    for row in range(contributions.shape[0]):
        held = contributions.data[contributions.indptr[row] : contributions.indptr[row + 1]]
        top = np.sort(held)[::-1][:count]
        found[row, : top.size] = top
    return found
