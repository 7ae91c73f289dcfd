"""Wilson score interval of a proportion.

(p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). Source: Wilson (1927); as in
PHEindicatormethods. Worked: 65 of 100 gives .5525444 to .7363575; 0 of 20 gives 0 to .161125.
"""

from math import sqrt

Z95 = 1.959963984540054


def wilson(met: float, total: float, *, z: float = Z95) -> tuple[float, float]:
    """Return the interval of the share `met` of `total` persons; (0, 1) where there is nobody."""
    if total <= 0:
        return (0.0, 1.0)
    share = met / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return (max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale))
