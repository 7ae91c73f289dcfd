"""CUSUM: sums of small departures, for alerts that a practice has changed.

The mean and the deviation sd of the first window stand for "as usual". Up: C = max(0, C' + x - μ -
sd/2); down likewise. An alert is a sum beyond `sensitivity` · sd; after one the window before it is
the new usual, and the sum starts again unless it still moves away. Source: Montgomery (2009),
chapter 9; window 12 and sensitivity 5 as in OpenPrescribing. Worked, window 3: 1, 2, 3, 10, 10
has μ = 2, sd = .8165; upwards the sum is .5918 at the third value, 8.1835 at the fourth: an alert.
"""

from collections.abc import Sequence

import numpy as np

from schemas.record import record

WINDOW, SENSITIVITY = 12, 5


@record
class Cusum:
    """Sums and thresholds point by point, and the places of alerts upwards and downwards."""

    means: tuple[float, ...]
    thresholds: tuple[float, ...]
    up: tuple[float, ...]
    down: tuple[float, ...]
    alerts_up: tuple[int, ...]
    alerts_down: tuple[int, ...]


@record
class _State:
    """Where the chart stands after a point."""

    mean: float
    threshold: float
    up: float
    down: float

    @property
    def over(self) -> bool:
        """Whether a sum is beyond its threshold."""
        return self.up > self.threshold or self.down < -self.threshold


def cusum(
    values: Sequence[float], *, window: int = WINDOW, sensitivity: float = SENSITIVITY
) -> Cusum:
    """Return the chart of the values; nothing is said of fewer than `window` of them."""
    data = np.asarray(values, dtype=np.float64)
    states: list[_State] = []
    if data.size >= window:
        usual = _usual(data[:window], sensitivity)
        for place, value in enumerate(data.tolist()):
            last = states[-1] if place >= window else None
            states.append(_next(data, place, value, last, usual, (window, sensitivity)))
    return Cusum(
        means=tuple(state.mean for state in states),
        thresholds=tuple(state.threshold for state in states),
        up=tuple(state.up for state in states),
        down=tuple(state.down for state in states),
        alerts_up=tuple(n for n, state in enumerate(states) if state.up > state.threshold),
        alerts_down=tuple(n for n, state in enumerate(states) if state.down < -state.threshold),
    )


def _usual(values: np.ndarray, sensitivity: float) -> tuple[float, float]:
    return float(values.mean()), float(values.std()) * sensitivity


def _next(
    data: np.ndarray,
    place: int,
    value: float,
    last: _State | None,
    usual: tuple[float, float],
    settings: tuple[int, float],
) -> _State:
    window, sensitivity = settings
    if last is None:
        return _moved(value, usual, (0.0, 0.0), sensitivity)
    if not last.over:
        return _moved(value, (last.mean, last.threshold), (last.up, last.down), sensitivity)
    mean, threshold = _usual(data[place - window : place], sensitivity)
    further = _moved(value, (mean, last.threshold), (last.up, last.down), sensitivity)
    if further.up > last.up > last.threshold or further.down < last.down < -last.threshold:
        return further
    return _moved(value, (mean, threshold), (0.0, 0.0), sensitivity)


def _moved(
    value: float, usual: tuple[float, float], sums: tuple[float, float], sensitivity: float
) -> _State:
    mean, threshold = usual
    slack = threshold / sensitivity / 2
    return _State(
        mean=mean,
        threshold=threshold,
        up=max(0.0, sums[0] + value - mean - slack),
        down=min(0.0, sums[1] + value - mean + slack),
    )
