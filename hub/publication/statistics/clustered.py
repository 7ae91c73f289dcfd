"""Wilson interval of a share of episodes, of which one person may have several.

Episodes of one person are alike, so that they say less than as many persons. How much less is the
design effect: the variance of the ratio by persons over that of as many independent episodes,
    deff = n v / (p (1 - p)),  v = m / (m - 1) · sum (x_i - p n_i)² / n²,
for m persons with x_i of n_i episodes met, n in all. The interval is Wilson's of n / deff episodes.
Source: Rao and Scott (1992), Biometrics 48, 577-585; Wilson's on the effective size as in Franco
et al. (2019). Worked: litters of Weil (1970), 142 of 158 in 16 litters: deff 1.232, and 112 of 145
in 16: 3.953, as the R package aod gives them.
"""

import numpy as np
import numpy.typing as npt

from hub.publication.statistics.wilson import wilson

Whole = npt.NDArray[np.int64]
# It is told through every interval: so coarse that no one person's part is read off it.
_DIGITS = 1


def design_effect(met: Whole, total: Whole) -> float:
    """Return the design effect of persons with `met` of `total` episodes each, 1 at least.

    Where nothing or everything is met it is that of persons whose episodes are all alike.
    """
    held = total > 0
    x, n = met[held].astype(np.float64), total[held].astype(np.float64)
    persons, whole = x.size, float(n.sum())
    if persons < 2:
        return 1.0
    share = float(x.sum()) / whole
    if share in {0.0, 1.0}:
        return max(1.0, float((n * n).sum()) / whole)
    variance = persons / (persons - 1) * float(((x - share * n) ** 2).sum()) / whole**2
    return max(1.0, whole * variance / (share * (1 - share)))


def told_design(met: Whole, total: Whole) -> float:
    """Return the design effect as it may be told: to the nearest tenth."""
    return round(design_effect(met, total), _DIGITS)


def clustered(met: float, total: float, *, design: float) -> tuple[float, float]:
    """Return the 95 % interval of the share `met` of `total` episodes; Wilson's with a design of 1.

    (0, 1) where there are none.
    """
    return wilson(met / design, total / design)
