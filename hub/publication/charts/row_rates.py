"""Rates of several places among the region: a point and its range for each, one below another."""

from collections.abc import Sequence
from textwrap import fill

from hub.publication.charts.axes import (
    LEADING,
    Scale,
    across,
    beside,
    read_per,
    room_for,
    round_scale,
    title_per,
)
from hub.publication.charts.drawing import INK, OWN, PEERS, disc, drawn, stroke, words
from schemas.record import record

WIDTH, ROW, FOOT, MARGIN = 420, 22, 28, 20
# A longer name of a place stands on several lines.
LINE = 60


@record
class RowRate:
    """A place with its rate, per person; `interval` alone where only a range may be shown."""

    title: str
    rate: float | None
    interval: tuple[float, float] | None


def row_rates(
    rows: Sequence[RowRate], *, region: float | None, per: int, title: str, description: str
) -> str:
    """Return the chart as SVG; a rate that is not a share is read per `per` persons."""
    names = [fill(row.title, LINE) for row in rows]
    step = ROW + LEADING * max((name.count("\n") for name in names), default=0)
    left, bottom = room_for(names), step * len(rows)
    times, sign = read_per(per)
    ends = [end for row in rows for end in (row.rate, *(row.interval or ()))]
    scale = round_scale([*ends, region], left, left + WIDTH, times=times, sign=sign)
    about = title_per(per)
    marks = across(scale, 0, bottom, about)
    if region is not None:
        x = scale.at(region)
        marks.append(stroke([(x, 0), (x, bottom)], INK, dash="4 3"))
    for place, (name, row) in enumerate(zip(names, rows, strict=True)):
        y = step * (place + 0.5)
        marks += [*beside(name, left, y), *_row(row, scale, y)]
    return drawn(
        marks,
        width=scale.end + MARGIN,
        height=bottom + FOOT + (18 if about else 0),
        title=title,
        description=description,
    )


def _row(row: RowRate, scale: Scale, y: float) -> list[str]:
    if row.rate is None and row.interval is None:
        return [words("withheld", scale.start + 4, y, size=11)]
    marks = []
    if row.interval is not None:
        marks.append(stroke([(scale.at(end), y) for end in row.interval], PEERS, width=3))
    if row.rate is not None:
        marks.append(disc(scale.at(row.rate), y, 4.7, OWN))
    return marks
