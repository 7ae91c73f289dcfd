"""A rate over periods: the own line, the region's, and the limits of chance around the middle."""

from collections.abc import Sequence

import altair as alt

from hub.publication.charts.drawing import INK, OWN, PEERS, POOR, QUIET, drawn
from schemas.record import record

WIDTH, HEIGHT = 560, 220


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
    rows = [_row(point, per) for point in points]
    order = [point.period for point in points]
    x = alt.X("period:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    axis = alt.Axis(format=".0%" if per == 1 else ",.0f", tickCount=6)
    unit = None if per == 1 else f"per {per:,}"
    y = alt.Y("rate:Q", title=unit, axis=axis)
    chart = alt.Chart(alt.Data(values=rows))
    layers: list[alt.Chart] = []
    if centre is not None:
        for name in ("lowest", "highest"):
            line = chart.mark_line(color=QUIET, strokeDash=[5, 4], interpolate="step")
            layers.append(line.encode(x=x, y=alt.Y(f"{name}:Q", axis=axis, title=unit)))
        middle = alt.Chart(alt.Data(values=[{"rate": centre * per}]))
        layers.append(middle.mark_rule(color=INK).encode(y=y))
    if any(point.region is not None for point in points):
        region = chart.mark_line(color=PEERS, strokeWidth=2)
        layers.append(region.encode(x=x, y=alt.Y("region:Q", axis=axis, title=unit)))
    color = alt.Color(
        "signal:N", scale=alt.Scale(domain=[False, True], range=[OWN, POOR]), legend=None
    )
    shapes = alt.Scale(domain=[False, True], range=["circle", "diamond"])
    shape = alt.Shape("signal:N", scale=shapes, legend=None)
    layers += [
        chart.mark_line(color=OWN, strokeWidth=2).encode(x=x, y=y),
        chart.mark_point(filled=True, size=90, opacity=1).encode(
            x=x, y=y, color=color, shape=shape
        ),
    ]
    made = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return drawn(made, title=title, description=description)


def _row(point: TimePoint, per: int) -> dict[str, object]:
    scaled = {
        name: None if value is None else value * per
        for name, value in (
            ("rate", point.rate),
            ("region", point.region),
            ("lowest", point.lowest),
            ("highest", point.highest),
        )
    }
    return {"period": point.period, "signal": point.signal, **scaled}
