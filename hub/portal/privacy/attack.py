"""Attack a table: what anybody could work out of its hidden cells, and what protection adds."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import render_template

from hub.portal import charts
from hub.portal.access import looking, requires
from hub.portal.blueprint import portal
from hub.portal.labels import told_count, told_place
from hub.portal.privacy.withheld import COMPUTED, chosen_release
from hub.publication.charts.ranges import HiddenRange
from hub.store import participants, releases, reports
from hub.store.participants import Participant
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
        names = names_of_places(participants.every(work))
    cells = [_in_words(hidden(each), names) for each in document["cells"]] if document else []
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


def names_of_places(found: Iterable[Participant]) -> dict[str, str]:
    """Return the names of participants by their short names and by the keys of their practices."""
    return {
        name: each.name for each in found for name in (each.practice, each.id) if name is not None
    }


def _in_words(cell: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    short, long = told_count(cell["counted"])
    return {**cell, "place": told_place(cell["place"], names), "counted": long, "short": short}


def _width(lowest: int, highest: int | None) -> int | None:
    return None if highest is None else highest - lowest


def _chart(cells: list[dict[str, Any]]) -> str:
    rows = [
        HiddenRange(
            place=f"{cell['place']}, {cell['short']}",
            lowest=cell["lowest"],
            highest=cell["highest"],
            without_lowest=cell["without_lowest"],
            without_highest=cell["without_highest"],
        )
        for cell in cells
    ]
    return charts.hidden_ranges(rows, "What could be worked out of hidden counts")


def _attack_of(work: Work, chosen: Release) -> dict[str, Any] | None:
    files = reports.of_release(work, chosen.id)
    found = next((each for each in files if each.name == ATTACK), None)
    whole = reports.one(work, found.id) if found else None
    return dict(json.loads(whole.content)) if whole else None
