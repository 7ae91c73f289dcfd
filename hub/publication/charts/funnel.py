"""A funnel: rates by denominator, between limits that narrow as denominators grow."""

from collections.abc import Sequence

from hub.publication.charts.axes import Scale, across, read_per, title_per, upwards
from hub.publication.charts.drawing import INK, OWN, PEERS, POOR, QUIET, disc, drawn, stroke
from schemas.record import record

WIDTH, HEIGHT, LEFT, TOP, FOOT, MARGIN = 560, 260, 52, 28, 46, 24


@record
class FunnelPoint:
    """A practice: its denominator and rate; `far` where it lies outside the narrow limits."""

    total: int
    rate: float
    far: bool = False


@record
class FunnelPlot:
    """What one funnel shows; rates are per person, read per `per`.

    `limits` holds, for a rising number of denominators, (denominator, narrow limits, wide limits).
    """

    title: str
    description: str
    centre: float
    limits: Sequence[tuple[int, tuple[float, float], tuple[float, float]]]
    own: FunnelPoint | None
    points: Sequence[FunnelPoint]
    per: int = 1


def funnel_plot(plot: FunnelPlot) -> str:
    """Return the funnel as SVG."""
    every = [*plot.points, *([plot.own] if plot.own else [])]
    top = max(rate for rate in (*(high for *_, (_, high) in plot.limits), *(e.rate for e in every)))
    top = min(1.0, top * 1.05) if plot.per == 1 and top <= 1 else top * 1.05
    # A rate of nought between limits of nought has an axis all the same.
    top = top or 1 / plot.per
    most = max(size for size in (*(size for size, *_ in plot.limits), *(e.total for e in every)))
    times, sign = read_per(plot.per)
    y = Scale(low=0, high=top, start=TOP + HEIGHT, end=TOP, times=times, sign=sign)
    x = Scale(low=0, high=most, start=LEFT, end=LEFT + WIDTH)
    marks = [
        *upwards(y, LEFT, LEFT + WIDTH, title_per(plot.per)),
        *across(x, TOP, TOP + HEIGHT, "counted in the measure"),
        *_curves(plot, x, y),
        stroke([(LEFT, y.at(plot.centre)), (LEFT + WIDTH, y.at(plot.centre))], INK, width=1.5),
        *(disc(x.at(e.total), y.at(e.rate), 4.7, POOR if e.far else PEERS) for e in plot.points),
    ]
    if plot.own is not None:
        marks.append(disc(x.at(plot.own.total), y.at(plot.own.rate), 7.4, OWN))
    size = {"width": LEFT + WIDTH + MARGIN, "height": TOP + HEIGHT + FOOT}
    return drawn(marks, **size, title=plot.title, description=plot.description)


def _curves(plot: FunnelPlot, x: Scale, y: Scale) -> list[str]:
    narrow = [(size, ends) for size, ends, _ in plot.limits]
    wide = [(size, ends) for size, _, ends in plot.limits]
    return [
        stroke([(x.at(size), y.at(ends[end])) for size, ends in held], QUIET, width=1.5, dash=dash)
        for held, dash in ((narrow, None), (wide, "5 4"))
        for end in (0, 1)
    ]
