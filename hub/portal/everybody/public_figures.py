"""What the releases tell everybody: figures, how far to trust them, and files to take along."""

from collections.abc import Mapping
from math import exp
from typing import Any

from flask import abort, render_template
from markupsafe import Markup

from hub.portal.access import public, wiring
from hub.portal.blueprint import portal
from hub.portal.charts import row_rates_chart
from hub.portal.words import plain
from hub.publication.charts.row_rates import RowRate
from hub.services.public.public_releases import public_releases
from hub.store.walls import NO_PARTICIPANT

EVERYBODY = "Everybody"


@portal.get("/public")
@public
def public_figures() -> str:
    """Show what the newest release tells everybody."""
    return _page(None)


@portal.get("/public/<uuid:release>")
@public
def public_figures_of(release: Any) -> str:
    """Show what one release tells everybody."""
    return _page(str(release))


def _page(release: str | None) -> str:
    house = wiring().house
    if not house.settings.public_pages:
        abort(404)
    with house.look(within=NO_PARTICIPANT) as work:
        found = public_releases(work)
    chosen = found[0] if found and release is None else None
    chosen = next((each for each in found if each.release.id == release), chosen)
    if chosen is None and release is not None:
        abort(404)
    return render_template(
        "everybody/public_figures.html",
        chosen=chosen,
        document=chosen.document if chosen else None,
        others=[each.release for each in found if each is not chosen],
    )


@portal.app_template_filter()
def odds(epsilon: float) -> str:
    """Return by how much figures of this price may change the odds of a guess: 1.6 for 0.5."""
    return f"{exp(epsilon):.1f}"


@portal.app_template_global()
def public_chart(measure: Mapping[str, Any]) -> Markup | None:
    """Return the chart of a measure's lines with a rate; None where there is none."""
    rows = [
        RowRate(
            title=line_name(line), rate=line["rate"], interval=(line["lowest"], line["highest"])
        )
        for line in measure["lines"]
        if line["lowest"] is not None
    ]
    if not rows:
        return None
    described = "A point is a rate, the bar behind it where the true rate lies."
    return row_rates_chart(rows, title=measure["title"], description=described, per=measure["per"])


@portal.app_template_global()
def line_name(line: Mapping[str, Any]) -> str:
    """Return what a line of the public figures is called."""
    return plain(line["name"]) if line["by"] else EVERYBODY


@portal.app_template_global()
def said_lines(measure: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the lines of which something is told."""
    figures = ("met", "not_met", "counted", "lowest")
    return [line for line in measure["lines"] if any(line[name] is not None for name in figures)]


@portal.app_template_global()
def untold(measure: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Return why nothing is told of some lines, each reason with their names."""
    said = said_lines(measure)
    silent = [line for line in measure["lines"] if line not in said]
    reasons = dict.fromkeys(str(line["words"]) for line in silent)
    return [(why, [line_name(line) for line in silent if line["words"] == why]) for why in reasons]


@portal.app_template_global()
def public_sentence(measure: Mapping[str, Any]) -> str:
    """Return what is told of everybody in one sentence."""
    whole = next((line for line in measure["lines"] if not line["by"]), None)
    return str(whole["words"]).rstrip(".") if whole else "Told by its parts alone"
