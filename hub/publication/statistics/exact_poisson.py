"""Exact interval of a count of events, by the chi-squared distribution.

Lower χ²(a/2; 2O)/2, upper χ²(1 - a/2; 2O + 2)/2. Source: Garwood (1936); as in PHEindicatormethods.
Worked: O = 9 gives 4.115373 to 17.084803.
"""

from scipy.stats import chi2

CONFIDENCE = 0.95


def exact_poisson(events: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval of a count of events."""
    tail = (1 - confidence) / 2
    low = float(chi2.ppf(tail, 2 * events)) / 2 if events > 0 else 0.0
    return (low, float(chi2.ppf(1 - tail, 2 * events + 2)) / 2)
