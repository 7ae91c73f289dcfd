"""Counts by name as bars, the longest first."""

from collections.abc import Sequence

import altair as alt

from hub.publication.charts.drawing import INK, PEERS, POOR, drawn
from schemas.record import record


@record
class Bar:
    """A count under a name; `grave` bars stand out."""

    name: str
    count: int
    grave: bool = False


def bars(found: Sequence[Bar], *, title: str, description: str) -> str:
    """Return the chart as SVG."""
    rows = [
        {"name": bar.name, "count": bar.count, "words": f"{bar.count:,}", "grave": bar.grave}
        for bar in found
    ]
    order = [bar.name for bar in found]
    color = alt.Color(
        "grave:N", scale=alt.Scale(domain=[True, False], range=[POOR, PEERS]), legend=None
    )
    y = alt.Y(
        "name:N", sort=order, title=None, axis=alt.Axis(labelLimit=420, labelPadding=8, ticks=False)
    )
    x = alt.X("count:Q", title=None, axis=None)
    chart = alt.Chart(alt.Data(values=rows))
    layers = alt.layer(
        chart.mark_bar(height=16).encode(x=x, y=y, color=color),
        chart.mark_text(align="left", dx=5, color=INK, fontSize=12).encode(
            x=x, y=y, text=alt.Text("words:N")
        ),
    )
    return drawn(
        layers.properties(width=320, height=alt.Step(26)), title=title, description=description
    )
