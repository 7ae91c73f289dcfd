"""XmR chart: the natural limits of single values over time, from how they move step by step.

Mean ± 2.66 mR̄, mR̄ the mean moving range; moving ranges of 3.267 mR̄ or more are left out of it
once, so that one jump does not widen the limits that should show it. Source: Wheeler (1993);
screening as in NHSRplotthedots. Worked: 1, 2, 1, 2, 10, 1, 2 ... (18 values) has the mean 1.94 and
limits -.72 to 4.6; unscreened -3.06 to 6.95.
"""

from collections.abc import Sequence

import numpy as np

from schemas.record import record

LIMITS, SCREEN = 2.66, 3.267
LEAST_BASELINE = 12
ABOVE, BELOW, BETWEEN = "above", "below", "between"


@record
class XmrChart:
    """The centre and the natural limits, and whether the baseline is long enough to lock them."""

    centre: float
    lowest: float
    highest: float
    locked: bool

    def assures(self, target: float) -> str:
        """Return where a target lies: above the limits, below, or between (hit by chance)."""
        if target > self.highest:
            return ABOVE
        return BELOW if target < self.lowest else BETWEEN


def xmr_chart(values: Sequence[float], *, screened: bool = True) -> XmrChart | None:
    """Return the chart of the values of a baseline; None where there are fewer than two."""
    if len(values) < 2:
        return None
    held = np.asarray(values, dtype=np.float64)
    moves = np.abs(np.diff(held))
    mean = float(moves.mean())
    if screened and mean > 0:
        mean = float(moves[moves < SCREEN * mean].mean())
    centre = float(held.mean())
    return XmrChart(
        centre=centre,
        lowest=centre - LIMITS * mean,
        highest=centre + LIMITS * mean,
        locked=len(values) >= LEAST_BASELINE,
    )
