"""Attack a table: what anybody could work out of its hidden cells, and what protection adds."""

import json
from collections.abc import Mapping
from typing import Any

from flask import render_template

from hub.portal import charts
from hub.portal.access import looking, requires
from hub.portal.blueprint import portal
from hub.portal.privacy.withheld import COMPUTED, chosen_release
from hub.portal.words import plain
from hub.store import releases, reports
from hub.store.releases import Release
from hub.store.work import Work

ATTACK = "attack.json"
DRAWN = 40


@portal.get("/attack")
@requires("decision.read")
def attack() -> str:
    """Show the ranges of the hidden cells of a release, with protection and without."""
    with looking("release.read") as work:
        found = releases.every(work, states=COMPUTED)
        chosen = chosen_release(work, found)
        document = _attack_of(work, chosen) if chosen else None
    cells = [hidden(each) for each in document["cells"]] if document else []
    cells.sort(key=lambda cell: (not cell["caught"], cell["place"], cell["counted"]))
    return render_template(
        "privacy/attack.html",
        releases=found,
        chosen=chosen,
        cells=cells,
        caught=sum(1 for cell in cells if cell["caught"]),
        leaking=sum(1 for cell in cells if cell["width"] == 0),
        drawn=min(DRAWN, len(cells)),
        chart=_chart(cells[:DRAWN]) if cells else None,
    )


def hidden(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a hidden cell with how wide its ranges are, and whether protection kept the secret."""
    width = _width(cell["lowest"], cell["highest"])
    bare = _width(cell["without_lowest"], cell["without_highest"])
    return {**cell, "width": width, "bare": bare, "caught": bare == 0 and width != 0}


def _width(lowest: int, highest: int | None) -> int | None:
    return None if highest is None else highest - lowest


def _chart(cells: list[dict[str, Any]]) -> str:
    rows = tuple(
        (
            f"{cell['place']}, {plain(cell['counted'])}",
            cell["lowest"],
            cell["highest"],
            cell["without_lowest"],
            cell["without_highest"],
        )
        for cell in cells
    )
    return charts.hidden_ranges(rows, "What could be worked out of hidden counts")


def _attack_of(work: Work, chosen: Release) -> dict[str, Any] | None:
    files = reports.of_release(work, chosen.id)
    found = next((each for each in files if each.name == ATTACK), None)
    whole = reports.one(work, found.id) if found else None
    return dict(json.loads(whole.content)) if whole else None
