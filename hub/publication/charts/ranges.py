"""What an attacker could work out of hidden counts, with protection and without."""

from collections.abc import Sequence

import altair as alt

from hub.publication.charts.drawing import GOOD, POOR, drawn
from schemas.record import record

WITH, WITHOUT = "with protection", "small counts hidden alone"


@record
class HiddenRange:
    """A hidden cell: the range that is left of it in both cases; None: without an upper bound."""

    place: str
    lowest: int
    highest: int | None
    without_lowest: int
    without_highest: int | None


def ranges(cells: Sequence[HiddenRange], *, title: str, description: str) -> str:
    """Return the chart as SVG; a range that is one number is a point: the secret is out."""
    known = [n for cell in cells for n in (cell.lowest, cell.highest, cell.without_highest) if n]
    end = max([*known, 10]) * 1.1
    values = [row for cell in cells for row in _values(cell, end)]
    color = alt.Color(
        "how:N",
        scale=alt.Scale(domain=[WITH, WITHOUT], range=[GOOD, POOR]),
        legend=alt.Legend(title=None, orient="top", labelLimit=300),
    )
    y = alt.Y(
        "place:N",
        sort=[cell.place for cell in cells],
        title=None,
        axis=alt.Axis(labelLimit=420, labelPadding=10, ticks=False),
    )
    offset = alt.YOffset("how:N", sort=[WITH, WITHOUT])
    x = alt.X("low:Q", title="patients that the hidden count could stand for")
    chart = alt.Chart(alt.Data(values=values))
    layers = alt.layer(
        chart.mark_bar(height=7, opacity=0.8).encode(
            x=x, x2=alt.X2("high:Q"), y=y, yOffset=offset, color=color
        ),
        chart.transform_filter("datum.known")
        .mark_point(shape="diamond", filled=True, size=90, opacity=1)
        .encode(x=x, y=y, yOffset=offset, color=color),
    )
    return drawn(
        layers.properties(width=420, height=alt.Step(14)), title=title, description=description
    )


def _values(cell: HiddenRange, end: float) -> list[dict[str, object]]:
    pairs = (
        (WITH, cell.lowest, cell.highest),
        (WITHOUT, cell.without_lowest, cell.without_highest),
    )
    return [
        {
            "place": cell.place,
            "how": how,
            "low": low,
            "high": end if high is None else high,
            "known": low == high,
        }
        for how, low, high in pairs
    ]
