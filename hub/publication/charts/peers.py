"""A practice's rate among its peers: the spread of the peers, the benchmark, and the own line."""

from collections.abc import Sequence

from hub.publication.charts.axes import Scale, across, read_per, title_per
from hub.publication.charts.drawing import (
    GOOD,
    INK,
    OWN,
    PEERS,
    area,
    bar,
    disc,
    drawn,
    stroke,
    width_of,
    words,
)
from schemas.record import record

# The bars stand around MIDDLE, the words above and below them.
WIDTH, HEIGHT, MIDDLE, FOOT, MARGIN, SMALL = 400, 74, 37, 26, 24, 11


@record
class PeerLine:
    """What one chart shows; rates are shares between 0 and 1.

    `deciles` are the nine deciles of the peers, or empty where they may not be shown; `own` may be
    None, and `interval` with it. With `per` above 1 the rates are events a person, read per `per`.
    """

    title: str
    description: str
    own: float | None
    interval: tuple[float, float] | None
    deciles: Sequence[float]
    region: float | None
    benchmark: float | None
    per: int = 1


def peers(line: PeerLine) -> str:
    """Return the chart as SVG."""
    known = [*line.deciles, *(line.interval or ()), line.own, line.region, line.benchmark]
    most = max([0.1 / line.per, *(rate for rate in known if rate is not None)]) * 1.15
    times, sign = read_per(line.per)
    high = most if line.per > 1 else min(1.0, most)
    scale = Scale(low=0, high=high, start=MARGIN, end=MARGIN + WIDTH, times=times, sign=sign)
    about = title_per(line.per)
    marks = [
        *across(scale, 0, HEIGHT, about),
        *_spread(line, scale),
        *_marks(line, scale),
        *_own(line, scale),
    ]
    size = {"width": WIDTH + 2 * MARGIN, "height": HEIGHT + FOOT + (18 if about else 0)}
    return drawn(marks, **size, title=line.title, description=line.description)


def _spread(line: PeerLine, scale: Scale) -> list[str]:
    if not line.deciles:
        return []
    low, quarter, middle, rest, high = (scale.at(line.deciles[n]) for n in (0, 2, 4, 6, 8))
    return [
        bar((low, high), MIDDLE, 22, PEERS, fill_opacity=0.35),
        bar((quarter, rest), MIDDLE, 22, PEERS, fill_opacity=0.8),
        *_tick("peers' median", middle),
    ]


def _marks(line: PeerLine, scale: Scale) -> list[str]:
    if line.benchmark is not None:
        x = scale.at(line.benchmark)
        flag = area([(x - 6, 13), (x + 6, 13), (x, 23)], GOOD)
        return [flag, _label("achievable", x, 6, GOOD)]
    # The region's rate, where it is all that the own one can be held against.
    if line.region is not None and not line.deciles:
        return _tick("region", scale.at(line.region))
    return []


def _own(line: PeerLine, scale: Scale) -> list[str]:
    marks = []
    if line.interval:
        marks.append(stroke([(scale.at(end), MIDDLE) for end in line.interval], OWN, width=2.5))
    if line.own is not None:
        marks.append(disc(scale.at(line.own), MIDDLE, 7, OWN))
    return marks


def _tick(told: str, x: float) -> list[str]:
    return [
        stroke([(x, MIDDLE - 13), (x, MIDDLE + 13)], INK, width=2),
        _label(told, x, MIDDLE + 24, INK),
    ]


def _label(told: str, x: float, y: float, color: str) -> str:
    """Words below or above the place `x`, moved to where all of them are in the picture."""
    half = width_of(told, SMALL) / 2
    held = min(max(x, half), WIDTH + 2 * MARGIN - half)
    return words(told, held, y, fill=color, anchor="middle", size=SMALL)
