"""Gaps of groups of patients to their group of reference, one below another, with intervals."""

from collections.abc import Sequence

from hub.publication.charts.axes import across, beside, room_for, round_scale
from hub.publication.charts.drawing import GOOD, INK, POOR, QUIET, disc, drawn, stroke
from schemas.record import record

WIDTH, ROW, FOOT, MARGIN = 420, 22, 46, 20
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
    left, bottom = room_for([row.title for row in rows]), ROW * len(rows)
    ends = [end for row in rows for end in (row.lowest, row.highest)]
    scale = round_scale(ends, left, left + WIDTH, times=100 if per == 1 else per)
    unit = "points above or below the reference" if per == 1 else f"above or below, per {per:,}"
    zero = scale.at(0)
    marks = [*across(scale, 0, bottom, unit), stroke([(zero, 0), (zero, bottom)], INK, dash="4 3")]
    for place, row in enumerate(rows):
        y, color = ROW * (place + 0.5), WORDS.get(row.word, QUIET)
        marks += [
            *beside(row.title, left, y),
            stroke([(scale.at(end), y) for end in (row.lowest, row.highest)], color, width=3),
            disc(scale.at(row.value), y, 5, color),
        ]
    return drawn(
        marks,
        width=scale.end + MARGIN,
        height=bottom + FOOT,
        title=title,
        description=description,
    )
