"""Whether a rate has changed from one period to the next by more than chance explains.

z = (p2 - p1) / sqrt(p (1 - p) (1/n1 + 1/n2) d), p the rate of both together, d the design effect of
episodes of which one person may have several. Limits of 99.8 %, as those of a funnel: of a hundred
lines that did not change fewer than one is said to. Source: Fleiss, Levin and Paik (2003), 3.1.
Worked: 5 of 83, then 12 of 99 gives z = 1.4078 (statsmodels, proportions_ztest).
"""

from math import sqrt

LIMIT = 3.0902


def change(then: tuple[int, int], now: tuple[int, int], *, design: float) -> float:
    """Return by how many standard errors the rate rose, from (met, total) to (met, total)."""
    (met, total), (met_now, total_now) = then, now
    both = (met + met_now) / (total + total_now)
    spread = both * (1 - both) * (1 / total + 1 / total_now) * design
    if spread <= 0:
        return 0.0
    return (met_now / total_now - met / total) / sqrt(spread)
