"""Gaps of groups of patients to their group of reference, one below another, with intervals."""

from collections.abc import Sequence

import altair as alt

from hub.publication.charts.drawing import GOOD, INK, POOR, QUIET, drawn
from schemas.record import record

WORDS = {"better": GOOD, "worse": POOR}


@record
class GapRow:
    """A group, how far its rate lies from that of its reference, and the 95 % interval of that."""

    title: str
    value: float
    lowest: float
    highest: float
    word: str


def gaps_chart(rows: Sequence[GapRow], *, per: int, title: str, description: str) -> str:
    """Return the chart as SVG; gaps are per person, read in points or per `per`."""
    scale = 100 if per == 1 else per
    values = [
        {
            "title": row.title,
            "value": row.value * scale,
            "low": row.lowest * scale,
            "high": row.highest * scale,
            "word": row.word,
        }
        for row in rows
    ]
    names = list(dict.fromkeys(row.word for row in rows))
    color = alt.Color(
        "word:N",
        scale=alt.Scale(domain=names, range=[WORDS.get(name, QUIET) for name in names]),
        legend=None,
    )
    y = alt.Y(
        "title:N",
        sort=[row.title for row in rows],
        title=None,
        axis=alt.Axis(labelLimit=260, ticks=False),
    )
    unit = "points above or below the reference" if per == 1 else f"above or below, per {per:,}"
    x = alt.X("low:Q", title=unit, axis=alt.Axis(tickCount=6))
    chart = alt.Chart(alt.Data(values=values))
    zero = alt.Chart(alt.Data(values=[{"value": 0}])).mark_rule(color=INK, strokeDash=[4, 3])
    layers = alt.layer(
        zero.encode(x=alt.X("value:Q")),
        chart.mark_rule(strokeWidth=3).encode(x=x, x2=alt.X2("high:Q"), y=y, color=color),
        chart.mark_circle(size=80, opacity=1).encode(x=alt.X("value:Q"), y=y, color=color),
    )
    return drawn(
        layers.properties(width=420, height=alt.Step(22)), title=title, description=description
    )
