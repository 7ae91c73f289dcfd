"""Limits of a funnel plot: how far a rate may lie from the region's by chance, by denominator.

Score form: p ± z sqrt(p(1 - p)/n), cut to 0 and 1; as in PHEindicatormethods. Exact form: with
r the binomial quantile at p and f = (F(r) - p)/(F(r) - F(r - 1)) the limit is (r - f)/n; source:
Spiegelhalter (2005). Worked, at .7: n = 50 gives .480930, .559864, .813861, .876870 for
0.1, 2.5, 97.5 and 99.9 %; n = 20 has the 99.9 % limit .948523 where the score form would pass 1.
Of episodes of which one person may have several, n is divided by the design effect (clustered.py).
"""

from math import sqrt

from scipy.stats import binom

from hub.publication.statistics.wilson import Z95


def score_limits(region: float, total: float, *, z: float = Z95) -> tuple[float, float]:
    """Return the limits around the region's rate at a denominator of `total`, above zero."""
    half = z * sqrt(region * (1 - region) / total)
    return (max(0.0, region - half), min(1.0, region + half))


def exact_limit(region: float, total: int, *, quantile: float) -> float:
    """Return the limit that a share `quantile` of practices at the region's rate stays below."""
    at = int(binom.ppf(quantile, total, region))
    reached = float(binom.cdf(at, total, region))
    before = float(binom.cdf(at - 1, total, region))
    return (at - (reached - quantile) / (reached - before)) / total
