"""Marks as SVG, and a chart of them: one look for all, a title and a description for who hears it.

Marks carry attributes and no style, as the policy of the pages wants it.
"""

from collections.abc import Iterable
from html import escape

INK, QUIET, GRID = "#1b2733", "#5b6b7a", "#dfe5ea"
OWN, PEERS, GOOD, POOR = "#b4441f", "#9db4c8", "#1f7a4d", "#8a2f2f"
FONT, SIZE = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif", 12
# Shares of the size, after DejaVu Sans, the broadest of these fonts: nothing runs out of a picture.
NARROW, BROAD, OTHER = 0.4, 0.98, 0.64


def drawn(
    marks: Iterable[str], *, width: float, height: float, title: str, description: str
) -> str:
    """Return a chart as an SVG element that scales with its place and can be read aloud."""
    told = {"title": title, "desc": description}
    named = "".join(f"<{name}>{escape(words)}</{name}>" for name, words in told.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_number(width)} {_number(height)}"'
        f' width="{_number(width)}" role="img" aria-label="{escape(title)}"'
        f' font-family="{escape(FONT)}" font-size="{SIZE}">{named}{"".join(marks)}</svg>'
    )


def mark(name: str, **attributes: float | str | None) -> str:
    """Return one mark: `stroke_width` is written stroke-width, what is None not at all."""
    return f"<{name}{_written(attributes)}/>"


def words(
    told: str, x: float, y: float, *, fill: str = INK, anchor: str = "start", size: int = SIZE
) -> str:
    """Return words whose lines are centred on the height `y`, and begin, stand or end at `x`."""
    attributes = _written(
        {
            "x": x,
            "y": y + 0.35 * size,
            "fill": fill,
            "text_anchor": anchor,
            "font_size": None if size == SIZE else size,
        }
    )
    return f"<text{attributes}>{escape(told)}</text>"


def stroke(
    points: Iterable[tuple[float, float]], color: str, *, width: float = 1, dash: str | None = None
) -> str:
    """Return a line through points."""
    return mark(
        "polyline",
        points=_way(points),
        fill="none",
        stroke=color,
        stroke_width=width,
        stroke_dasharray=dash,
    )


def disc(x: float, y: float, radius: float, color: str) -> str:
    """Return a point."""
    return mark("circle", cx=x, cy=y, r=radius, fill=color)


def diamond(x: float, y: float, radius: float, color: str) -> str:
    """Return a point that is not like the others, also where colours are not seen."""
    return area([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], color)


def area(corners: Iterable[tuple[float, float]], color: str) -> str:
    """Return what lies between corners."""
    return mark("polygon", points=_way(corners), fill=color)


def bar(ends: tuple[float, float], y: float, thickness: float, fill: str, **more: float) -> str:
    """Return a bar from end to end, centred on the height `y`."""
    left, right = ends
    box = {"x": left, "y": y - thickness / 2, "width": max(0.0, right - left), "height": thickness}
    return mark("rect", **box, fill=fill, **more)


def width_of(told: str, size: int = SIZE) -> float:
    """Return how broad words may be, in pixels: an estimate that errs towards too much."""
    return size * sum(
        NARROW if letter in "fijlrt.,:;'|!()[] -" else BROAD if letter in "mwMWQ%@" else OTHER
        for letter in told
    )


def _way(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _written(attributes: dict[str, float | str | None]) -> str:
    return "".join(
        f' {name.replace("_", "-")}="{escape(value) if isinstance(value, str) else _number(value)}"'
        for name, value in attributes.items()
        if value is not None
    )


def _number(value: float) -> str:
    return f"{round(value, 2):g}"
