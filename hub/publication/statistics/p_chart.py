"""p-chart: the control limits of a rate over time, each point by its own denominator.

p̄ ± 3 √(p̄(1 - p̄)/n), cut to 0 and 1; p̄ = Σx/Σn over the baseline. Source: Montgomery, Introduction
to Statistical Quality Control, example 7.1. Worked: 30 samples of 50 give p̄ = .2313 (.0524 to
.4102); without two of them .2150 (.0407 to .3893).

Of episodes of which one person may have several, x and n are divided by their design effect first
(Rao and Scott, 1992; see clustered.py), so that the limits are √d times as far from the centre.
"""

from collections.abc import Sequence
from math import sqrt

from schemas.record import record

SIGMAS = 3.0
# With fewer points limits are for orientation only.
LEAST_BASELINE = 12


@record
class PChart:
    """The centre, the limits at each point, and whether the baseline is long enough to lock."""

    centre: float
    lowest: tuple[float, ...]
    highest: tuple[float, ...]
    locked: bool


def p_chart(points: Sequence[tuple[float, float]], *, baseline: Sequence[int]) -> PChart | None:
    """Return the chart of (met, total) points; None where nobody is in the baseline.

    `baseline` names the points, by place, of which the centre is computed.
    """
    chosen = [points[place] for place in baseline]
    persons = sum(total for _, total in chosen)
    if persons == 0:
        return None
    centre = sum(met for met, _ in chosen) / persons
    spread = sqrt(centre * (1 - centre))
    halves = [SIGMAS * spread / sqrt(total) if total > 0 else 1.0 for _, total in points]
    return PChart(
        centre=centre,
        lowest=tuple(max(0.0, centre - half) for half in halves),
        highest=tuple(min(1.0, centre + half) for half in halves),
        locked=sum(total > 0 for _, total in chosen) >= LEAST_BASELINE,
    )
