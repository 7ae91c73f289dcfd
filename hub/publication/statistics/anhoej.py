"""Anhøj's rules: what is not chance in a run chart: a run too long, or too few crossings.

Points on the centre do not count. With n others, a longest run over round(log2 n) + 3, or fewer
crossings than the 5 % quantile of Binomial(n - 1, 1/2), is a signal. Source: Anhøj and Olesen
(2014), PLoS ONE e113825; as in qicharts2. Worked: n = 24 allows runs of up to 8 and asks for at
least 8 crossings.
"""

from collections.abc import Sequence
from math import log2

import numpy as np
from scipy.stats import binom

from schemas.record import record


@record
class Runs:
    """The longest run and the crossings of the centre, with what chance allows of them."""

    useful: int
    longest: int
    longest_allowed: int
    crossings: int
    crossings_asked: int

    @property
    def signal(self) -> bool:
        """Whether the points do not look like chance."""
        return self.longest > self.longest_allowed or self.crossings < self.crossings_asked


def runs(values: Sequence[float], *, centre: float) -> Runs | None:
    """Return the runs of the values about a centre (mostly their median); None for too few."""
    sides = np.sign(np.asarray(values, dtype=np.float64) - centre)
    sides = sides[sides != 0]
    if sides.size < 2:
        return None
    changes = np.flatnonzero(np.diff(sides)) + 1
    lengths = np.diff(np.concatenate([[0], changes, [sides.size]]))
    return Runs(
        useful=int(sides.size),
        longest=int(lengths.max()),
        longest_allowed=round(log2(sides.size)) + 3,
        crossings=int(changes.size),
        crossings_asked=int(binom.ppf(0.05, sides.size - 1, 0.5)),
    )
