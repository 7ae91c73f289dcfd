"""A funnel: rates by denominator, between limits that narrow as denominators grow."""

from collections.abc import Sequence

import altair as alt

from hub.publication.charts.drawing import INK, OWN, PEERS, POOR, QUIET, drawn
from schemas.record import record

WIDTH, HEIGHT = 560, 260


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
    per = plot.per
    top = max([high for *_, (_, high) in plot.limits] + [each.rate for each in _every(plot)]) * per
    top = min(1.0, top * 1.05) if per == 1 and top <= 1 else top * 1.05
    y = alt.Y(
        "rate:Q",
        title=None if per == 1 else f"per {per:,}",
        axis=alt.Axis(format=".0%" if per == 1 else ",.0f", tickCount=6),
        scale=alt.Scale(domain=[0, top], nice=False, clamp=True),
    )
    x = alt.X(
        "total:Q",
        title="counted in the measure",
        axis=alt.Axis(tickCount=8),
        scale=alt.Scale(zero=True, nice=False),
    )
    layers = [*_curves(plot, x, y), _middle(plot, y)]
    if plot.points:
        layers.append(_dots(plot, x, y))
    if plot.own is not None:
        data = alt.Data(values=[{"total": plot.own.total, "rate": plot.own.rate * per}])
        mark = alt.Chart(data).mark_circle(color=OWN, size=170, opacity=1)
        layers.append(mark.encode(x=x, y=y))
    made = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return drawn(made, title=plot.title, description=plot.description)


def _every(plot: FunnelPlot) -> list[FunnelPoint]:
    return [*plot.points, *([plot.own] if plot.own else [])]


def _curves(plot: FunnelPlot, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    curves = []
    narrow = [(total, limits) for total, limits, _ in plot.limits]
    wide = [(total, limits) for total, _, limits in plot.limits]
    for held, dash in ((narrow, [1, 0]), (wide, [5, 4])):
        for end in (0, 1):
            rows = [{"total": total, "rate": ends[end] * plot.per} for total, ends in held]
            line = alt.Chart(alt.Data(values=rows)).mark_line(
                color=QUIET, strokeDash=dash, strokeWidth=1.5, clip=True
            )
            curves.append(line.encode(x=x, y=y))
    return curves


def _middle(plot: FunnelPlot, y: alt.Y) -> alt.Chart:
    data = alt.Data(values=[{"rate": plot.centre * plot.per}])
    return alt.Chart(data).mark_rule(color=INK, strokeWidth=1.5).encode(y=y)


def _dots(plot: FunnelPlot, x: alt.X, y: alt.Y) -> alt.Chart:
    rows = [
        {"total": each.total, "rate": each.rate * plot.per, "far": each.far} for each in plot.points
    ]
    color = alt.Color(
        "far:N", scale=alt.Scale(domain=[False, True], range=[PEERS, POOR]), legend=None
    )
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_circle(size=70, opacity=0.9)
        .encode(x=x, y=y, color=color)
    )
