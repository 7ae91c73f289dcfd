"""Shrinkage of small practices' rates towards the region, and how far a rate can be relied on.

Practices' true rates are taken to follow Beta(a, b), fitted by maximum likelihood to
Σ ln B(y + a, n - y + b) - ln B(a, b). The shrunken rate is (y + a)/(n + a + b) = R·y/n + (1 - R)·μ
with reliability R = n/(n + a + b) and μ = a/(a + b). Source: Gelman et al., Bayesian Data Analysis
(3rd edition, 5.3); Adams, RAND TR653, whose form with p(1 - p)/n is avoided because it calls an
observed 0 % or 100 % perfectly reliable. Worked: the 71 groups of the rat data give
a = 2.3416, b = 14.1148; 4 of 14 shrinks to .2082, 0 of 20 to .0642; R >= .7 from n = 39 on.

Of episodes of which one person may have several, y and n are divided by their design effect first
(Rao and Scott, 1992; see clustered.py): so many independent ones say as much.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln
from scipy.stats import beta

from schemas.record import record

CONFIDENCE = 0.95
TINY = 1e-300


class NoSpread(ValueError):
    """Fewer than two lines have patients, or their rates do not vary: nothing can be fitted."""


@record
class Prior:
    """How the practices' true rates are spread: Beta(a, b)."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """The rate that a practice of no patients would be given."""
        return self.a / (self.a + self.b)


@record
class Estimate:
    """A shrunken rate with the interval in which it lies, and its reliability, 0 to 1."""

    rate: float
    lowest: float
    highest: float
    reliability: float


def fitted(lines: Sequence[tuple[int, int]]) -> Prior:
    """Return the prior fitted to (met, total) lines, one a practice; NoSpread where none fits."""
    return fitted_between([((met, met), total) for met, total in lines])


def fitted_between(
    lines: Sequence[tuple[tuple[int, int], int]],
    *,
    mean: float | None = None,
    design: float = 1.0,
) -> Prior:
    """Return the prior fitted to ((least, most) met, total) lines; NoSpread where none fits.

    Of a line of which a range is told each count of the range is possible: the likelihood is of
    all of them together. Ranges say little of the mean, so that one that is known may be given.
    `design` is the design effect of episodes.
    """
    held = [(first, last, total) for (first, last), total in lines if total > 0]
    first, last, total = np.array(held, dtype=np.int64).reshape(-1, 3).T
    if first.size < 2 or last.sum() == 0 or first.sum() == total.sum():
        raise NoSpread("the rates do not vary")
    # One row for each count that is possible, and where the rows of each line begin.
    size = last - first + 1
    begins = np.cumsum(size) - size
    whole = np.repeat(total, size) / design
    met = (np.arange(size.sum()) - np.repeat(begins - first, size)) / design
    ways = -np.log1p(whole) - betaln(met + 1, whole - met + 1)

    def loss(logs: np.ndarray) -> float:
        a, b = _parts(logs, mean)
        chance = np.exp(ways + betaln(met + a, whole - met + b) - betaln(a, b))
        return float(-np.sum(np.log(np.add.reduceat(chance, begins) + TINY)))

    middle = (first.sum() + last.sum()) / 2 / total.sum()
    start = np.log([10 * middle, 10 * (1 - middle)] if mean is None else [10.0])
    # The bound stands for "no spread at all": a prior as firm as 100,000 patients.
    bounds = [(np.log(1e-3), np.log(1e5))] * start.size
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-14})
    a, b = _parts(found.x, mean)
    return Prior(a=float(a), b=float(b))


def expected_count(
    between: tuple[int, int], total: int, prior: Prior, *, design: float = 1.0
) -> float:
    """Return the count that is expected of a line of which a range is told."""
    possible = np.arange(between[0], between[1] + 1)
    return float(np.sum(_weights(possible / design, total / design, prior) * possible))


def from_moments(lines: Sequence[tuple[int, int]]) -> Prior:
    """Return the prior with the mean m and the variance v of the plain rates.

    That is a + b = m(1 - m)/v - 1 and a = m(a + b). Worked: the first 70 rat groups have m = .1360
    and √v = .1035, so that a = 1.356 and b = 8.615.
    NoSpread where the rates do not vary, or by more than a Beta distribution can.
    """
    rates = np.array([y / n for y, n in lines if n > 0])
    variance = float(rates.var(ddof=1)) if rates.size > 1 else 0.0
    mean = float(rates.mean()) if rates.size else 0.0
    both = mean * (1 - mean) / variance - 1 if variance > 0 else 0.0
    if both <= 0:
        raise NoSpread("the rates do not vary as a Beta distribution does")
    return Prior(a=mean * both, b=(1 - mean) * both)


def reliability(total: float, prior: Prior) -> float:
    """Return the share of a practice's variation that is the practice's own: n/(n + a + b)."""
    return total / (total + prior.a + prior.b)


def shrunken(met: int, total: int, prior: Prior) -> Estimate:
    """Return the shrunken rate of a line of which the counts may be told."""
    return shrunken_between((met, met), total, prior)


def shrunken_between(
    met: tuple[int, int], total: int, prior: Prior, *, design: float = 1.0
) -> Estimate:
    """Return the shrunken rate of a line of which only a range of numerators may be told.

    It is computed from the range and the public prior alone, so that it tells nothing more: the
    mean over the numerators of the range, as likely as the prior makes them, and an interval that
    holds the 95 % interval of each. `design` is the design effect of episodes.
    """
    first, last, whole = met[0] / design, met[1] / design, total / design
    possible = np.arange(met[0], met[1] + 1) / design
    weight = _weights(possible, whole, prior)
    means = (possible + prior.a) / (whole + prior.a + prior.b)
    tail = (1 - CONFIDENCE) / 2
    return Estimate(
        rate=float(np.sum(weight * means)),
        lowest=float(beta.ppf(tail, first + prior.a, whole - first + prior.b)),
        highest=float(beta.ppf(1 - tail, last + prior.a, whole - last + prior.b)),
        reliability=reliability(whole, prior),
    )


def _parts(logs: np.ndarray, mean: float | None) -> tuple[float, float]:
    """Return a and b from their logarithms, or from that of their sum where the mean is known."""
    first, last = np.exp(logs[0]), np.exp(logs[-1])
    return (first, last) if mean is None else (mean * first, (1 - mean) * first)


def _weights(possible: np.ndarray, total: float, prior: Prior) -> np.ndarray:
    # The beta-binomial chances, which counts that are no whole numbers may have too.
    ways = -betaln(possible + 1, total - possible + 1)
    chance = np.exp(ways + betaln(possible + prior.a, total - possible + prior.b))
    whole = chance.sum()
    return chance / whole if whole > 0 else np.full(possible.size, 1 / possible.size)
