"""The tour of the demonstration: look at the hub as each persona, by one click."""

from flask import abort, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from hub.portal.access import public, wiring
from hub.portal.blueprint import portal
from hub.portal.gate import SignIn
from hub.portal.tour.personas import PERSONAS, Persona, Stop
from hub.portal.tour.targets import address_of
from hub.services.house import House
from hub.store import users


@portal.get("/tour")
@public
def tour() -> str:
    """Show the personas."""
    demo_house()
    known = wiring().demo_users
    return render_template("tour/tour.html", personas=[p for p in PERSONAS if p.name in known])


@portal.get("/tour/<name>")
@public
def tour_stops(name: str) -> str:
    """Show what to look at as a persona, each stop a link to the very thing as it is now."""
    persona = _persona(name)
    stops = [
        {"stop": stop, "number": number, "address": _address(persona, stop)}
        for number, stop in enumerate(persona.stops)
    ]
    return render_template("tour/stops.html", persona=persona, stops=stops)


@portal.post("/tour/<name>")
@public
def tour_sign_in(name: str) -> Response:
    """Sign in as a persona."""
    persona = _persona(name)
    _become(persona.name)
    return redirect(url_for("portal.tour_stops", name=persona.name))


@portal.post("/tour/<name>/<int:number>")
@public
def tour_stop(name: str, number: int) -> Response:
    """Look at a stop as whoever it is looked at by."""
    persona = _persona(name)
    if number >= len(persona.stops):
        abort(404)
    stop = persona.stops[number]
    _become(stop.whose or persona.name)
    return redirect(_address(persona, stop) or abort(404))


@portal.get("/tour/files/<name>")
@public
def tour_file(name: str) -> Response:
    """Give a file that a persona hands in."""
    demo_house()
    file = wiring().demo_files.get(name)
    if file is None or not file.exists():
        abort(404)
    return send_file(file.absolute(), as_attachment=True, download_name=name)


def demo_house() -> House:
    """Return the house; outside of the demonstration there is no tour."""
    house = wiring().house
    if not house.settings.demo:
        abort(404)
    return house


def _become(name: str) -> None:
    login = wiring().demo_users.get(name)
    if login is None or wiring().gate.sign_in_as(login) is not SignIn.DONE:
        abort(404)


def _persona(name: str) -> Persona:
    demo_house()
    known = {each.name: each for each in PERSONAS if each.name in wiring().demo_users}
    return known.get(name) or abort(404)


def _address(persona: Persona, stop: Stop) -> str | None:
    login = wiring().demo_users.get(stop.whose or persona.name, "")
    with wiring().house.look() as work:
        user = users.by_login(work, login)
        return address_of(work, stop.leads_to, user.participant) if user else None
