"""What every page has: the menu of its reader, the notices, the headers."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from hub.portal import words
from hub.portal.access import caller, wiring
from hub.portal.blueprint import portal
from hub.portal.caller import Caller
from hub.services.agreements.tell_of_ends import EndingSoon, ending_soon
from hub.store import participants
from schemas.record import record

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

REGISTERS = "Registers"
HOMES = frozenset({"portal.list_submissions", "portal.your_measures", "portal.own_agreement"})
HANDS_IN, READS_ALL = ("payer", "practice"), ("convener",)


@record
class Entry:
    """An entry of the menu: for whom (`kinds` of participants; none: all) and by which scope.

    The entries of a `group` stand behind one entry of that name, and as tabs on their pages.
    """

    words: str
    endpoint: str
    scope: str
    kinds: tuple[str, ...] = ()
    group: str = ""


MENU = (
    Entry(
        words="Your measures", endpoint="your_measures", scope="report.read", kinds=("practice",)
    ),
    Entry(words="Files", endpoint="list_submissions", scope="submission.read"),
    Entry(words="Reports", endpoint="plan_report", scope="report.read", kinds=("payer",)),
    Entry(words="Region", endpoint="region", scope="report.read"),
    Entry(words="Attribution", endpoint="your_disputes", scope="dispute.open", kinds=("practice",)),
    Entry(words="Attribution", endpoint="list_hearings", scope="dispute.answer", kinds=("payer",)),
    Entry(words="Agreement", endpoint="own_agreement", scope="agreement.read", kinds=HANDS_IN),
    Entry(words="Participants", endpoint="list_participants", scope="participant.read"),
    Entry(words="Agreements", endpoint="list_agreements", scope="agreement.read", kinds=READS_ALL),
    Entry(
        words="Disclosures",
        endpoint="list_of_disclosures",
        scope="disclosure.read",
        group=REGISTERS,
    ),
    Entry(words="Disputes", endpoint="list_disputes", scope="dispute.decide", group=REGISTERS),
    Entry(words="Breaches", endpoint="list_breaches", scope="breach.read", group=REGISTERS),
    Entry(words="Wishes", endpoint="list_wishes", scope="consent.read", group=REGISTERS),
    Entry(words="Programs", endpoint="list_programs", scope="program.read", group=REGISTERS),
    Entry(words="People", endpoint="list_people", scope="user.read"),
    Entry(words="Machines", endpoint="list_clients", scope="client.read"),
    Entry(words="Releases", endpoint="list_releases", scope="release.read"),
    Entry(words="Withheld", endpoint="withheld_rows", scope="decision.read"),
    Entry(words="What if", endpoint="what_if", scope="decision.read"),
    Entry(words="Attack a table", endpoint="attack", scope="decision.read"),
    Entry(words="Calendar", endpoint="calendar", scope="calendar.read"),
    Entry(words="Ledger", endpoint="ledger", scope="ledger.read", group=REGISTERS),
)


def menu_of(found: Caller) -> list[dict[str, Any]]:
    """Return the entries of the menu that are open to a caller; a group is one entry."""
    menu: dict[str, dict[str, Any]] = {}
    for entry in _open_to(found):
        address = url_for(f"portal.{entry.endpoint}")
        name = entry.group or entry.words
        new: dict[str, Any] = {"words": name, "address": address, "tabs": [], "current": False}
        item = menu.setdefault(name, new)
        tab = {"words": entry.words, "address": address, "current": _is_below(address)}
        item["current"] |= tab["current"]
        item["tabs"] += [tab] if entry.group else []
    return list(menu.values())


def _open_to(found: Caller) -> list[Entry]:
    return [
        entry
        for entry in MENU
        if found.may(entry.scope) and (not entry.kinds or found.kind in entry.kinds)
    ]


def _ending(found: Caller | None) -> tuple[EndingSoon, ...]:
    """The agreements of the caller's participant that end soon, on the first pages of a day."""
    if found is None or request.endpoint not in HOMES or not found.may("agreement.read"):
        return ()
    house = wiring().house
    with house.look(within=found.participant) as work:
        return ending_soon(work, participant=found.participant)


def _is_below(address: str) -> bool:
    return request.path == address or request.path.startswith(f"{address}/")


@portal.app_context_processor
def frame() -> dict[str, Any]:
    """Give every template what the frame of the page shows."""
    found = caller()
    told = words.NOTICES.get(request.args.get("told", ""))
    return {
        "caller": found,
        "menu": menu_of(found) if found else [],
        "csrf": wiring().gate.csrf() if found else "",
        "demo": wiring().house.settings.demo,
        "public_pages": wiring().house.settings.public_pages,
        "ending": _ending(found),
        "notices": [{"words": told, "tone": "good"}] if told else [],
    }


@portal.app_template_global()
def named(participant: str) -> str:
    """Return what a participant is called, as far as the caller sees it."""
    found = caller()
    if found is None:
        return participant
    with wiring().house.look(within=found.participant) as work:
        seen = participants.one(work, participant)
    return seen.name if seen else participant


@portal.after_request
def set_headers(response: Response) -> Response:
    """Let a page load nothing from elsewhere, and nobody keep it."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "portal.static":
        response.headers["Cache-Control"] = "no-store"
    return response
