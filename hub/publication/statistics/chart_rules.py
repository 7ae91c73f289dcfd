"""Rules that tell a signal on a control chart from chance, by name; a set of rules is chosen.

outside: beyond a limit. shift: 7 points on one side of the centre. trend: 7 points, each higher
(lower) than the one before. two of three: 2 of 3 neighbours in the outer third, on one side.
Source: NHSRplotthedots (Making Data Count). Run rules ask for equal limits: where denominators
differ much use `anhoej`. The trend rule adds false alarms and finds little (Anhøj and Olesen 2014,
PLoS ONE e113825), and so is not in PLAIN.
"""

from collections.abc import Callable, Collection, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from schemas.record import record

OUTSIDE, SHIFT, TREND, TWO_OF_THREE = "outside", "shift", "trend", "two of three"
MAKING_DATA_COUNT = frozenset({OUTSIDE, SHIFT, TREND, TWO_OF_THREE})
PLAIN = frozenset({OUTSIDE, SHIFT})
POINTS = 7

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@record
class Chart:
    """The points of a control chart, its centre, and its limits at each point."""

    values: Numbers
    centre: float
    lowest: Numbers
    highest: Numbers


def signals(
    values: Sequence[float],
    *,
    centre: float,
    lowest: Sequence[float],
    highest: Sequence[float],
    rules: Collection[str],
) -> dict[str, tuple[int, ...]]:
    """Return for each rule the places of the points that it flags; the limits are one a point."""
    chart = Chart(
        values=np.asarray(values, dtype=np.float64),
        centre=centre,
        lowest=np.asarray(lowest, dtype=np.float64),
        highest=np.asarray(highest, dtype=np.float64),
    )
    return {name: tuple(np.flatnonzero(_RULES[name](chart)).tolist()) for name in sorted(rules)}


def _outside(chart: Chart) -> Flags:
    return np.asarray((chart.values < chart.lowest) | (chart.values > chart.highest))


def _shift(chart: Chart) -> Flags:
    return _runs(np.sign(chart.values - chart.centre), POINTS)


def _trend(chart: Chart) -> Flags:
    # Seven points make six moves; the point before the first move belongs to the trend.
    moves = _runs(np.sign(np.diff(chart.values)), POINTS - 1)
    return np.asarray(np.append(np.False_, moves) | np.append(moves, np.False_))


def _two_of_three(chart: Chart) -> Flags:
    values, centre = chart.values, chart.centre
    flags = np.zeros(values.size, dtype=np.bool_)
    for far in (
        (values > centre + 2 / 3 * (chart.highest - centre)) & (values <= chart.highest),
        (values < centre - 2 / 3 * (centre - chart.lowest)) & (values >= chart.lowest),
    ):
        for start in range(values.size - 2):
            if far[start : start + 3].sum() >= 2:
                flags[start : start + 3] |= far[start : start + 3]
    return flags


def _runs(signs: Numbers, length: int) -> Flags:
    flags = np.zeros(signs.size, dtype=np.bool_)
    for start in range(signs.size - length + 1):
        held = signs[start : start + length]
        if held[0] != 0 and np.all(held == held[0]):
            flags[start : start + length] = True
    return flags


_RULES: MappingProxyType[str, Callable[[Chart], Flags]] = MappingProxyType(
    {OUTSIDE: _outside, SHIFT: _shift, TREND: _trend, TWO_OF_THREE: _two_of_three}
)
