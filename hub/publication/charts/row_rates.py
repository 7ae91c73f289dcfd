"""Rates of several places among the region: a point and its range for each, one below another."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any

import altair as alt

from hub.publication.charts.drawing import INK, OWN, PEERS, drawn
from schemas.record import record

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
    values = [_values(row, per) for row in rows]
    order = [row["title"] for row in values]
    lines = max((name.count("\n") + 1 for name in order), default=1)
    axis = alt.Axis(format=".0%" if per == 1 else ",.0f", tickCount=6)
    y = alt.Y("title:N", sort=order, title=None, axis=_names())
    unit = None if per == 1 else f"per {per:,}"
    x = alt.X("rate:Q", title=unit, axis=axis)
    chart = alt.Chart(alt.Data(values=values))
    low = alt.X("low:Q", title=unit, axis=axis, scale=alt.Scale(zero=True))
    layers = [
        chart.mark_rule(color=PEERS, strokeWidth=3).encode(x=low, x2=alt.X2("high:Q"), y=y),
        chart.mark_circle(color=OWN, size=70, opacity=1).encode(x=x, y=y),
        chart.transform_filter("datum.untold")
        .mark_text(align="left", color=INK, fontSize=11, text="withheld")
        .encode(x=alt.XValue(4), y=y),
    ]
    if region is not None:
        line = alt.Chart(alt.Data(values=[{"rate": region * per}]))
        layers.append(line.mark_rule(color=INK, strokeDash=[4, 3]).encode(x=x))
    made = alt.layer(*layers).properties(width=420, height=alt.Step(22 + 14 * (lines - 1)))
    return drawn(made, title=title, description=description)


def _names() -> alt.Axis:
    """The names of the places, apart from a point that stands at none."""
    split = "split(datum.label, '\\n')"
    return alt.Axis(labelExpr=split, labelLimit=420, labelPadding=10, ticks=False)


def _values(row: RowRate, per: int) -> dict[str, Any]:
    low, high = row.interval or (None, None)
    return {
        "title": fill(row.title, LINE),
        "rate": None if row.rate is None else row.rate * per,
        "low": None if low is None else low * per,
        "high": None if high is None else high * per,
        "untold": row.rate is None and row.interval is None,
    }
