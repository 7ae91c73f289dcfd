"""A chart drawn as SVG: one look for all, a title and a description for who cannot see it."""

import re
from html import escape
from typing import Any

import altair as alt
import vl_convert

INK, QUIET, GRID = "#1b2733", "#5b6b7a", "#dfe5ea"
OWN, PEERS, GOOD, POOR = "#b4441f", "#9db4c8", "#1f7a4d", "#8a2f2f"
ROLES = re.compile(r' (?:role|aria-roledescription|aria-label)="[^"]*"')
LOOK = {
    "font": "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif",
    "background": "transparent",
    "axis": {
        "labelColor": QUIET,
        "titleColor": QUIET,
        "gridColor": GRID,
        "domainColor": GRID,
        "tickColor": GRID,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
}


def drawn(chart: alt.TopLevelMixin, *, title: str, description: str) -> str:
    """Return the chart as an SVG element that scales with its place and can be read aloud."""
    # The picture is one image with one description: its parts have no roles of their own.
    svg = ROLES.sub("", _svg(chart))
    named = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return re.sub(r"<svg([^>]*)>", lambda found: _head(found[1], title) + named, svg, count=1)


def styled(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return the chart in the look of the house, as a specification of Vega-Lite.

    Holding a chart against the schema of charts takes as long as drawing it: tests do so.
    """
    made: dict[str, Any] = chart.to_dict(validate=False)
    # Said in the specification: a chart that is configured is copied, each time it is.
    held = made.get("config", {})
    return made | {"config": held | LOOK | {"view": held.get("view", {}) | {"stroke": None}}}


def _svg(chart: alt.TopLevelMixin) -> str:
    return str(vl_convert.vegalite_to_svg(vl_spec=styled(chart)))


def _head(attributes: str, title: str) -> str:
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', attributes)
    box = f' viewBox="0 0 {size[1]} {size[2]}"' if size and "viewBox" not in attributes else ""
    scaling = re.sub(r' (?:width|height)="[\d.]+"', "", attributes)
    width = f' width="{size[1]}"' if size else ""
    return f'<svg{scaling}{box}{width} role="img" aria-label="{escape(title, quote=True)}">'
