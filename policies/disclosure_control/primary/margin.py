"""How far from the truth a large cell must seem possible that a contributor rule protects."""

import numpy as np

from policies.disclosure_control.arrays import Real, Whole


def margin(values: Whole, *, percent: float) -> tuple[Real, Real]:
    """Return the least and the greatest value that must seem possible: `percent` to each side.

    At least one unit to each side, and never below zero.
    """
    counts = values.astype(np.float64)
    around = np.maximum(1.0, np.ceil(counts * percent / 100))
    return np.maximum(0.0, counts - around), counts + around
