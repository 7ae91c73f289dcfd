"""Counts by name as bars, the longest first."""

from collections.abc import Sequence

from hub.publication.charts.axes import Scale, beside, room_for
from hub.publication.charts.drawing import PEERS, POOR, bar, drawn, width_of, words
from schemas.record import record

WIDTH, ROW = 320, 26


@record
class Bar:
    """A count under a name; `grave` bars stand out."""

    name: str
    count: int
    grave: bool = False


def bars(found: Sequence[Bar], *, title: str, description: str) -> str:
    """Return the chart as SVG."""
    most = max((each.count for each in found), default=0)
    left = room_for([each.name for each in found])
    scale = Scale(low=0, high=max(1, most), start=left, end=left + WIDTH)
    marks = []
    for place, each in enumerate(found):
        y, end = ROW * (place + 0.5), scale.at(each.count)
        marks += [
            *beside(each.name, left, y),
            bar((left, end), y, 16, POOR if each.grave else PEERS),
            words(f"{each.count:,}", end + 5, y),
        ]
    return drawn(
        marks,
        width=scale.end + 5 + width_of(f"{most:,}"),
        height=ROW * len(found),
        title=title,
        description=description,
    )
