"""Deciles of the peers' rates, by linear interpolation, as PERCENTILE_CONT has them."""

from collections.abc import Sequence

import numpy as np


def deciles(rates: Sequence[float]) -> tuple[float, ...]:
    """Return the nine deciles of the rates; empty where there are none."""
    if not rates:
        return ()
    return tuple(float(value) for value in np.quantile(rates, np.arange(0.1, 0.95, 0.1)))
