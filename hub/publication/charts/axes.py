"""Axes of charts: where a number stands, round numbers along a line, and names down the side."""

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10

from hub.publication.charts.drawing import GRID, QUIET, stroke, width_of, words
from schemas.record import record

MANY = 6
# An end that is itself round stays one, whatever a division leaves of it.
HAIR = 1e-9
# Between names and the plot, below it, and from one line of a name to the next.
GAP, BELOW, LEADING = 10, 16, 14


@record
class Scale:
    """Values from `low` to `high`, laid from `start` to `end` in pixels.

    They are read `times` as large, with a `sign` after the number.
    """

    low: float
    high: float
    start: float
    end: float
    times: int = 1
    sign: str = ""

    def at(self, value: float) -> float:
        """Return where a value stands; one beyond the ends stands at the nearer end."""
        held = min(max(value, self.low), self.high)
        return self.start + (held - self.low) / (self.high - self.low) * (self.end - self.start)


def round_scale(
    values: Iterable[float | None], start: float, end: float, *, times: int = 1, sign: str = ""
) -> Scale:
    """Return a scale with round ends that holds nought and every value."""
    known = [0.0, *(value * times for value in values if value is not None)]
    low, high = min(known), max(known)
    step = _step(high - low) if high > low else 1.0
    least, most = floor(low / step + HAIR) * step, ceil(high / step - HAIR) * step
    most = max(most, least + step)
    return Scale(low=least / times, high=most / times, start=start, end=end, times=times, sign=sign)


def read_per(per: int) -> tuple[int, str]:
    """Return how many times as large a rate is read, and the sign of the number."""
    return (100, "%") if per == 1 else (per, "")


def title_per(per: int) -> str | None:
    """Return the title of an axis of rates; shares need none."""
    return None if per == 1 else f"per {per:,}"


def ticks(scale: Scale) -> list[tuple[float, str]]:
    """Return round values between the ends of a scale, each as it is read."""
    low, high = scale.low * scale.times, scale.high * scale.times
    step = _step(high - low)
    digits = max(0, -floor(log10(step)))
    first, last = ceil(low / step - HAIR), floor(high / step + HAIR)
    return [
        (n * step / scale.times, f"{n * step:,.{digits}f}{scale.sign}")
        for n in range(first, last + 1)
    ]


def across(scale: Scale, top: float, bottom: float, title: str | None = None) -> list[str]:
    """Return an axis below a plot, with its grid and the title beneath."""
    marks = []
    for value, told in ticks(scale):
        x = scale.at(value)
        marks.append(stroke([(x, top), (x, bottom)], GRID))
        marks.append(words(told, x, bottom + BELOW, fill=QUIET, anchor="middle"))
    if title:
        middle = (scale.start + scale.end) / 2
        marks.append(words(title, middle, bottom + 2.2 * BELOW, fill=QUIET, anchor="middle"))
    return marks


def upwards(scale: Scale, left: float, right: float, title: str | None = None) -> list[str]:
    """Return an axis left of a plot, with its grid and the title above."""
    marks = []
    for value, told in ticks(scale):
        y = scale.at(value)
        marks.append(stroke([(left, y), (right, y)], GRID))
        marks.append(words(told, left - GAP / 2, y, fill=QUIET, anchor="end"))
    if title:
        marks.append(words(title, 0, scale.end - BELOW, fill=QUIET))
    return marks


def room_for(names: Sequence[str]) -> float:
    """Return how much room names take, left of a plot; a name may have several lines."""
    return GAP + max((width_of(row) for name in names for row in name.split("\n")), default=0)


def beside(name: str, left: float, y: float) -> list[str]:
    """Return a name left of the plot that begins at `left`, its lines centred on the height `y`."""
    rows = name.split("\n")
    top = y - LEADING * (len(rows) - 1) / 2
    return [
        words(row, left - GAP, top + LEADING * n, fill=QUIET, anchor="end")
        for n, row in enumerate(rows)
    ]


def _step(span: float) -> float:
    """The round number, 1, 2 or 5 times a power of ten, that makes about MANY parts of a span."""
    rough = span / MANY
    power: float = 10.0 ** floor(log10(rough))
    parts = rough / power
    return power * (10 if parts >= 7.1 else 5 if parts >= 3.2 else 2 if parts >= 1.4 else 1)
