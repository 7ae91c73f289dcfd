"""A rate over periods: the own line, the region's, and the limits of chance around the middle."""

from collections.abc import Sequence
from itertools import groupby

from hub.publication.charts import drawing
from hub.publication.charts.axes import BELOW, Scale, read_per, round_scale, title_per, upwards
from hub.publication.charts.drawing import diamond, disc, drawn, stroke, width_of, words
from schemas.record import record

WIDTH, HEIGHT, LEFT, TOP = 560, 220, 52, 28


@record
class TimePoint:
    """A period by name, with the rates of that period; `signal` where a rule flags it."""

    period: str
    rate: float
    region: float | None
    lowest: float | None
    highest: float | None
    signal: bool = False


def over_time(
    points: Sequence[TimePoint], *, centre: float | None, per: int, title: str, description: str
) -> str:
    """Return the chart as SVG; rates are per person, read per `per`."""
    every = [centre, *(each.rate for each in points), *(each.region for each in points)]
    if centre is not None:
        every += [end for each in points for end in (each.lowest, each.highest)]
    times, sign = read_per(per)
    scale = round_scale(every, TOP + HEIGHT, TOP, times=times, sign=sign)
    half = WIDTH / len(points) / 2
    xs = [LEFT + half * (2 * place + 1) for place in range(len(points))]
    marks = [
        *upwards(scale, LEFT, LEFT + WIDTH, title_per(per)),
        *_periods(points, xs),
        *(_limits(points, xs, scale, centre) if centre is not None else []),
        *_lines([each.region for each in points], xs, scale, drawing.PEERS),
        *_lines([each.rate for each in points], xs, scale, drawing.OWN),
        *(_point(each, x, scale) for each, x in zip(points, xs, strict=True)),
    ]
    size = {"width": LEFT + WIDTH + 8, "height": TOP + HEIGHT + 2 * BELOW}
    return drawn(marks, **size, title=title, description=description)


def _periods(points: Sequence[TimePoint], xs: Sequence[float]) -> list[str]:
    """The names of the periods, as many of them as have room."""
    broadest = max(width_of(each.period) for each in points) + 12
    every = -int(-broadest * len(points) // WIDTH)
    y = TOP + HEIGHT + BELOW
    return [
        words(each.period, x, y, fill=drawing.QUIET, anchor="middle")
        for each, x in list(zip(points, xs, strict=True))[::every]
    ]


def _limits(
    points: Sequence[TimePoint], xs: Sequence[float], scale: Scale, centre: float
) -> list[str]:
    half, y = xs[0] - LEFT, scale.at(centre)
    marks = []
    for ends in ([each.lowest for each in points], [each.highest for each in points]):
        for run in _runs(ends, xs, scale):
            # A limit holds for the whole of its period.
            steps = [(x + side, height) for x, height in run for side in (-half, half)]
            marks.append(stroke(steps, drawing.QUIET, width=2, dash="5 4"))
    return [*marks, stroke([(LEFT, y), (LEFT + WIDTH, y)], drawing.INK)]


def _lines(
    values: Sequence[float | None], xs: Sequence[float], scale: Scale, color: str
) -> list[str]:
    return [stroke(run, color, width=2) for run in _runs(values, xs, scale) if len(run) > 1]


def _runs(
    values: Sequence[float | None], xs: Sequence[float], scale: Scale
) -> list[list[tuple[float, float]]]:
    """The parts of a line: it is broken where nothing is told."""
    known = groupby(zip(xs, values, strict=True), key=lambda each: each[1] is not None)
    return [
        [(x, scale.at(value)) for x, value in run if value is not None]
        for told, run in known
        if told
    ]


def _point(point: TimePoint, x: float, scale: Scale) -> str:
    y = scale.at(point.rate)
    return diamond(x, y, 6.5, drawing.POOR) if point.signal else disc(x, y, 5.5, drawing.OWN)
