"""Honesty about many comparisons: of many practices some stand out by chance alone.

At 95 % one in twenty does, at 99.8 % one in five hundred. Findings are kept by Benjamini and
Hochberg's procedure, which bounds the expected share of false ones. Source: Benjamini and Hochberg
(1995), with scipy.stats.false_discovery_control. Worked, from their table 1: of the fifteen
p-values .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528,
.7590, 1.000 the first four are kept at 5 %.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import binomtest, false_discovery_control

RATE = 0.05
SENTENCE = (
    "{comparisons:,} comparisons were made; {expected} of them would stand out by chance alone."
)


def kept(p_values: Sequence[float], *, rate: float = RATE) -> list[bool]:
    """Return which findings are kept when at most a share `rate` of them may be false."""
    if not p_values:
        return []
    return [bool(value <= rate) for value in false_discovery_control(np.asarray(p_values))]


def p_value(met: int, total: int, region: float) -> float:
    """Return how likely chance is to lead a practice as far from the region's rate as it is."""
    return float(binomtest(met, total, region).pvalue) if total > 0 else 1.0


def by_chance(comparisons: int, *, confidence: float = 0.95) -> str:
    """Return the sentence that says how many comparisons would stand out by chance alone."""
    number = round(comparisons * (1 - confidence), 9)
    expected = f"about {round(number):,}" if number >= 1 else "fewer than one"
    return SENTENCE.format(comparisons=comparisons, expected=expected)
