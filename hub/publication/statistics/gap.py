"""Gaps between two groups of patients, for equity: difference and ratio of rates, with intervals.

Difference: p1 - p2 with Newcombe's interval, √((p1 - l1)² + (u2 - p2)²) below and
√((u1 - p1)² + (p2 - l2)²) above, l and u being Wilson's limits. Source: Newcombe (1998), method 10.
Worked: 56/70 and 48/80 differ by .2 (.0524 to .3339). Ratio: p1/p2 with Katz' interval on the
logarithm. Source: Katz (1978), as in scipy.stats.contingency.relative_risk. Worked: 27/122 and
44/487 have the ratio 2.4495 (1.5836 to 3.7896). Of episodes both are wider by their design effect
(clustered.py).
"""

from math import exp, log, sqrt

from scipy.stats.contingency import relative_risk

from hub.publication.statistics.clustered import clustered
from schemas.record import record

Group = tuple[int, int]


@record
class Gap:
    """How far one group's rate lies from another's, with the 95 % interval."""

    value: float
    lowest: float
    highest: float


def difference(one: Group, other: Group, *, design: float = 1.0) -> Gap | None:
    """Return the rate of `one` (met, total) less that of `other`; None where a group is empty."""
    if one[1] == 0 or other[1] == 0:
        return None
    first, second = one[0] / one[1], other[0] / other[1]
    low_one, high_one = clustered(*one, design=design)
    low_other, high_other = clustered(*other, design=design)
    value = first - second
    return Gap(
        value=value,
        lowest=value - sqrt((first - low_one) ** 2 + (high_other - second) ** 2),
        highest=value + sqrt((high_one - first) ** 2 + (second - low_other) ** 2),
    )


def ratio(one: Group, other: Group, *, design: float = 1.0) -> Gap | None:
    """Return the rate of `one` over that of `other`; None where either has nobody who is met."""
    if not (one[0] and other[0]):
        return None
    found = relative_risk(one[0], one[1], other[0], other[1])
    interval = found.confidence_interval(0.95)
    value, wider = float(found.relative_risk), sqrt(design)
    below, above = (wider * (log(end) - log(value)) for end in (interval.low, interval.high))
    return Gap(value=value, lowest=value * exp(below), highest=value * exp(above))
