"""Over-dispersion: practices differ by more than chance, and the limits of a funnel must know it.

With z = (y - θ)/s over k practices: φ = Σ z²/k; τ² = (kφ - (k - 1))/(Σw - Σw²/Σw) with w = 1/s², 0
where kφ < k - 1; limits θ ± z √(s² + τ²). Rates are taken as asin √p with s = 1/(2 √n), the outer
tenths of z drawn in to the 10th and 90th percentile; ratios as ln(O/E) with s = 1/√E, the outer
tenths of the practices left out. Source: Spiegelhalter (2005); FunnelPlotR. Worked: 60/108, 70/112,
120/165, 50/95, 40/100, 150/220 as rates give φ = 4.168525, τ² = .00767973, and at n = 100 limits of
.416120 to .791511 (95 %) and .306843 to .875811 (99.8 %); 100, 150, 180, 80, 120, 225 over the
same denominators as ratios give φ = 2.948033, τ² = .01947753.

Counts of episodes of which one person may have several are given divided by their design effect
(Rao and Scott, 1992; see clustered.py), so that what is alike within persons is chance here.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import norm

from hub.publication.statistics.wilson import Z95
from schemas.record import record

OUTER = 0.10


@record
class Dispersion:
    """The region's rate (of ratios 1), how much wider than chance practices spread (φ), and τ²."""

    region: float
    phi: float
    tau_squared: float


def of_rates(lines: Sequence[tuple[float, float]], *, outer: float = OUTER) -> Dispersion:
    """Return how (met, total) lines spread, one a practice; lines without patients are left out.

    `outer` is the share of practices at each end whose z is drawn in. ValueError without lines.
    """
    met, total = _columns(lines)
    region = float(met.sum() / total.sum())
    spread = 1 / (2 * np.sqrt(total))
    z = (np.arcsin(np.sqrt(met / total)) - np.arcsin(np.sqrt(region))) / spread
    drawn = np.clip(z, *np.quantile(z, [outer, 1 - outer]))
    phi = float(np.mean(drawn**2))
    return Dispersion(region=region, phi=phi, tau_squared=_tau_squared(phi, spread))


def of_ratios(lines: Sequence[tuple[int, float]], *, outer: float = OUTER) -> Dispersion:
    """Return how (observed, expected) lines spread; those of nothing observed are left out.

    `outer` is the share of practices at each end that is left out. ValueError without lines.
    """
    observed, expected = _columns([line for line in lines if line[0] > 0])
    spread = 1 / np.sqrt(expected)
    z = np.log(observed / expected) / spread
    cut = int(outer * z.size)
    inner = np.argsort(z, kind="stable")[cut : z.size - cut]
    phi = float(np.mean(z[inner] ** 2))
    return Dispersion(region=1.0, phi=phi, tau_squared=_tau_squared(phi, spread[inner]))


def rate_limits(found: Dispersion, total: float, *, z: float = Z95) -> tuple[float, float]:
    """Return the limits of a rate at a denominator of `total`, above zero."""
    middle = np.arcsin(np.sqrt(found.region))
    half = z * np.sqrt(1 / (4 * total) + found.tau_squared)
    low, high = max(0.0, middle - half), min(np.pi / 2, middle + half)
    return (float(np.sin(low) ** 2), float(np.sin(high) ** 2))


def ratio_limits(found: Dispersion, expected: float, *, z: float = Z95) -> tuple[float, float]:
    """Return the limits of a ratio at so many expected events, above zero."""
    half = z * np.sqrt(1 / expected + found.tau_squared)
    return (float(np.exp(-half)), float(np.exp(half)))


def rate_chance(found: Dispersion, met: float, total: float) -> float:
    """Return how likely practices that spread so lead to a rate as far from the region's."""
    apart = np.arcsin(np.sqrt(met / total)) - np.arcsin(np.sqrt(found.region))
    return float(2 * norm.sf(abs(apart) / np.sqrt(1 / (4 * total) + found.tau_squared)))


def ratio_chance(found: Dispersion, observed: int, expected: float) -> float:
    """Return how likely practices that spread so lead to a ratio as far from 1.

    Of nothing observed the ratio of one half is taken, as a logarithm asks for.
    """
    apart = np.log(max(observed, 0.5) / expected)
    return float(2 * norm.sf(abs(apart) / np.sqrt(1 / expected + found.tau_squared)))


def _columns(lines: Sequence[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    told = [line for line in lines if line[1] > 0]
    if not told:
        raise ValueError("there are no lines")
    made = np.array(told, dtype=np.float64)
    return made[:, 0], made[:, 1]


def _tau_squared(phi: float, spread: np.ndarray) -> float:
    weight = 1 / spread**2
    room = weight.sum() - (weight**2).sum() / weight.sum()
    excess = weight.size * phi - (weight.size - 1)
    return max(0.0, float(excess / room)) if room > 0 else 0.0
