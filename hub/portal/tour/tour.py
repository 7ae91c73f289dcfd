"""The tour of the demonstration: look at the hub as each persona, by one click."""

import json
from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from hub.portal.access import public, wiring
from hub.portal.blueprint import portal
from hub.portal.gate import SignIn
from hub.portal.tour.personas import PERSONAS, Persona
from hub.services.house import House
from hub.store import releases, reports

TRUTH = "truth.json"


@portal.get("/tour")
@public
def tour() -> str:
    """Show the personas."""
    _demo()
    known = wiring().demo_users
    return render_template("tour/tour.html", personas=[p for p in PERSONAS if p.name in known])


@portal.get("/tour/<name>")
@public
def tour_stops(name: str) -> str:
    """Show what to look at as a persona."""
    _demo()
    return render_template("tour/stops.html", persona=_persona(name))


@portal.post("/tour/<name>")
@public
def tour_sign_in(name: str) -> Response:
    """Sign in as a persona."""
    _demo()
    persona = _persona(name)
    if wiring().gate.sign_in_as(wiring().demo_users[name]) is not SignIn.DONE:
        abort(404)
    return redirect(url_for("portal.tour_stops", name=persona.name))


@portal.get("/tour/truth")
@public
def truth() -> str:
    """Show published rates against the truth of the invented region."""
    document = _truth(_demo())
    return render_template("tour/truth.html", document=document)


def _demo() -> House:
    house = wiring().house
    if not house.settings.demo:
        abort(404)
    return house


def _persona(name: str) -> Persona:
    known = {each.name: each for each in PERSONAS if each.name in wiring().demo_users}
    return known.get(name) or abort(404)


def _truth(house: House) -> dict[str, Any] | None:
    with house.look() as work:
        for release in releases.every(work, states=("published",)):
            files = reports.of_release(work, release.id)
            found = next((each for each in files if each.name == TRUTH), None)
            whole = reports.one(work, found.id) if found else None
            if whole is not None:
                return dict(json.loads(whole.content))
    return None
