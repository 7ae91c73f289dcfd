"""The ledger: whether it still is what was sealed, and what was told last."""

from collections.abc import Mapping

from flask import render_template, request

from hub.platform.signing import Verifier, by_key_id, read_verifier
from hub.portal.access import looking, requires, wiring
from hub.portal.blueprint import portal
from hub.store import ledger as book
from hub.store import users
from hub.store.work import Work

PAGE = 50


@portal.get("/ledger")
@requires("ledger.read")
def ledger() -> str:
    """Verify the ledger, and show its last events."""
    house = wiring().house
    found = book.verify(house.engine, _verifiers())
    asked = request.args.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    with looking("ledger.read") as work:
        events = book.latest(work, at_most=PAGE, before=before)
        people = _people(work)
    return render_template("coordinator/ledger.html", found=found, events=events, people=people)


def _verifiers() -> Mapping[str, Verifier]:
    house = wiring().house
    folder = house.settings.retired_keys
    retired = [read_verifier(path) for path in sorted(folder.glob("*.pub"))] if folder else []
    return by_key_id(house.ledger_signer.verifier, *retired)


def _people(work: Work) -> dict[str, str]:
    return {each.id: each.name for each in users.every(work)}
