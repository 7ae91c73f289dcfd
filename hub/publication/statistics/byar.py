"""Byar's interval of a count of events, and the exact Poisson interval of a small one.

Byar: O(1 - 1/9O - z/3sqrt(O))³ and (O+1)(1 - 1/9(O+1) + z/3sqrt(O+1))³; below 10 exact.
Source: Breslow and Day (1987); as in PHEindicatormethods. Worked: O = 65 gives 50.16319 to
82.84914.
"""

from math import sqrt

from hub.publication.statistics.exact_poisson import exact_poisson
from hub.publication.statistics.wilson import Z95

EXACT_BELOW = 10


def byar(events: int) -> tuple[float, float]:
    """Return the 95 % interval of a count of events."""
    if events < EXACT_BELOW:
        return exact_poisson(events)
    above = events + 1
    low = events * (1 - 1 / (9 * events) - Z95 / (3 * sqrt(events))) ** 3
    return (low, above * (1 - 1 / (9 * above) + Z95 / (3 * sqrt(above))) ** 3)
