"""Clopper-Pearson exact interval of a proportion.

The quantiles of Beta(x, n - x + 1) and Beta(x + 1, n - x). Source: Clopper and Pearson (1934).
Worked: 65 of 100 gives .548151 to .742706; 0 of 20 gives 0 to .168433.
"""

from scipy.stats import beta

CONFIDENCE = 0.95


def clopper_pearson(met: int, total: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval of the share `met` of `total` persons; (0, 1) where there is nobody."""
    if total <= 0:
        return (0.0, 1.0)
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, met, total - met + 1)) if met > 0 else 0.0
    high = float(beta.ppf(1 - tail, met + 1, total - met)) if met < total else 1.0
    return (low, high)
