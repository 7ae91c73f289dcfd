"""The ledger: whether it still is what was sealed, and what was told last."""

from flask import render_template, request

from hub.portal.access import looking, requires, wiring
from hub.portal.blueprint import portal
from hub.store import ledger as book
from hub.store import participants, users
from hub.store.work import Work

PAGE = 50


@portal.get("/ledger")
@requires("ledger.read")
def ledger() -> str:
    """Verify the ledger, and show its last events."""
    house = wiring().house
    found = book.verify(house.engine, house.ledger_keys())
    asked = request.args.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    with looking("ledger.read") as work:
        events = book.latest(work, at_most=PAGE, before=before)
        people = _people(work)
        names = participants.names(work)
    return render_template(
        "coordinator/ledger.html", found=found, events=events, people=people, names=names
    )


def _people(work: Work) -> dict[str, str]:
    """The names of people, by their id and by the name that they sign in with."""
    found = users.every(work)
    return {each.login: each.name for each in found} | {each.id: each.name for each in found}
