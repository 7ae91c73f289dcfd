"""Percentile of a practice among its peers: the share of the others that it leaves behind.

(rank_min - 1)/(n - 1) · 100, equal rates sharing the lowest rank. Source: OpenPrescribing.
Worked: of 1, 2, 2, 4 the rates stand at 0, 33.3, 33.3 and 100.
"""

from collections.abc import Sequence

import numpy as np


def percentile_ranks(rates: Sequence[float]) -> list[float | None]:
    """Return the percentile of each rate, 0 for the lowest to 100; None where it stands alone."""
    if len(rates) < 2:
        return [None] * len(rates)
    ordered = np.sort(np.asarray(rates, dtype=np.float64))
    below = np.searchsorted(ordered, rates, side="left")
    return [float(place) / (len(rates) - 1) * 100 for place in below]
