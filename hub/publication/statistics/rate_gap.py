"""Gaps between two rates of events over time, such as visits per member month, with intervals.

Difference: a/s - b/t ± z √(a/s² + b/t²). Ratio: (a/s)/(b/t), times and over exp(z √(1/a + 1/b)).
Source: Rothman, Modern Epidemiology; the ratio as `rateratio` of epitools. Worked, breast cancers
in 28,010 and 19,017 woman-years with and without fluoroscopy: 41 and 15 differ by .000675
(.0000749 to .0012751) and have the ratio 1.855759 (1.0272 to 3.3526).
"""

from math import exp, sqrt

from hub.publication.statistics.gap import Gap, Group
from hub.publication.statistics.wilson import Z95


def difference(one: Group, other: Group) -> Gap | None:
    """Return the rate of `one` (events, exposure) less that of `other`; None without exposure."""
    if one[1] == 0 or other[1] == 0:
        return None
    value = one[0] / one[1] - other[0] / other[1]
    half = Z95 * sqrt(one[0] / one[1] ** 2 + other[0] / other[1] ** 2)
    return Gap(value=value, lowest=value - half, highest=value + half)


def ratio(one: Group, other: Group) -> Gap | None:
    """Return the rate of `one` over that of `other`; None where either has no event."""
    if not (one[0] and other[0]):
        return None
    value = (one[0] / one[1]) / (other[0] / other[1])
    factor = exp(Z95 * sqrt(1 / one[0] + 1 / other[0]))
    return Gap(value=value, lowest=value / factor, highest=value * factor)
