"""What an attacker could work out of hidden counts, with protection and without."""

from collections.abc import Sequence

from hub.publication.charts.axes import Scale, across, beside, room_for, round_scale
from hub.publication.charts.drawing import GOOD, POOR, bar, diamond, drawn, width_of, words
from schemas.record import record

WITH, WITHOUT = "with protection", "small counts hidden alone"
WIDTH, ROW, HEAD, FOOT, MARGIN = 420, 30, 28, 46, 20


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
    left, bottom = room_for([cell.place for cell in cells]), HEAD + ROW * len(cells)
    scale = round_scale([end], left, left + WIDTH)
    about = "patients that the hidden count could stand for"
    marks = [*_legend(left), *across(scale, HEAD, bottom, about)]
    for place, cell in enumerate(cells):
        y = HEAD + ROW * (place + 0.5)
        marks += [
            *beside(cell.place, left, y),
            _range((cell.lowest, cell.highest), scale, end, y - 6, GOOD),
            _range((cell.without_lowest, cell.without_highest), scale, end, y + 6, POOR),
        ]
    return drawn(
        marks,
        width=scale.end + MARGIN,
        height=bottom + FOOT,
        title=title,
        description=description,
    )


def _legend(left: float) -> list[str]:
    second = left + 18 + width_of(WITH) + 18
    return [
        bar((left, left + 12), 10, 12, GOOD),
        words(WITH, left + 18, 10),
        bar((second, second + 12), 10, 12, POOR),
        words(WITHOUT, second + 18, 10),
    ]


def _range(
    left_over: tuple[int, int | None], scale: Scale, end: float, y: float, color: str
) -> str:
    low, high = left_over
    if low == high:
        return diamond(scale.at(low), y, 6, color)
    ends = (scale.at(low), scale.at(end if high is None else high))
    return bar(ends, y, 7, color, fill_opacity=0.8)
