"""Limits of a funnel plot of ratios (observed to expected events), by the expected number.

The exact Poisson interval of a count of E, divided by E. Source: Spiegelhalter (2005); FunnelPlotR.
Worked: E = 15 gives .5596924 to 1.649348 at 95 %, and .386265 to 2.082907 at 99.8 %.
"""

from hub.publication.statistics.exact_poisson import CONFIDENCE, exact_poisson


def ratio_limits(expected: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the limits around a ratio of 1 at so many expected events, above zero."""
    low, high = exact_poisson(expected, confidence=confidence)
    return (low / expected, high / expected)
