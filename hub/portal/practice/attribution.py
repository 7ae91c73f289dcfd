"""Where a patient is counted: a practice asks about its own, and disputes it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.services.disputes.attribution_question import (
    HERE,
    NOT_HANDED_IN,
    ask_attribution,
    tokens_link,
)
from hub.services.disputes.dispute_lists import own_disputes
from hub.services.disputes.open_dispute import NOT_OURS, OURS, open_dispute, withdraw_dispute
from hub.services.refusal import Refused
from policies.lifecycle.dispute import OPEN

COUNTED = {
    "here": "This patient is counted at your practice.",
    "elsewhere": "This patient is counted at another practice.",
    "nobody": "This patient is counted at no practice.",
}
SAID = {OURS: "the patient is ours", NOT_OURS: "the patient is not ours"}


@portal.get("/attribution")
@requires("dispute.open")
def your_disputes() -> str:
    """Show the own disputes, and the form that asks where a patient is counted."""
    with looking("dispute.open") as work:
        found = own_disputes(wiring().house, work)
        linked = tokens_link(work, signed_in().participant)
    return render_template(
        "practice/attribution.html", found=found, said=SAID, open_states=OPEN, linked=linked
    )


@portal.post("/attribution/ask")
@requires("dispute.open")
def ask_where() -> str:
    """Answer where a patient is counted; the token is in the body alone, never in an address."""
    person, token = signed_in(), request.form.get("token", "").strip()
    with _said_on_the_page():
        asked, found = ask_attribution(
            wiring().house, participant=person.participant, token=token, by=person.user
        )
    return render_template(
        "practice/where_counted.html",
        token=token,
        words=COUNTED[found.where],
        evidence=found.evidence,
        period=asked.period,
        says=NOT_OURS if found.where == HERE else OURS,
    )


@portal.post("/attribution")
@requires("dispute.open")
def dispute_place() -> Response:
    """Open a dispute."""
    person = signed_in()
    with _said_on_the_page():
        open_dispute(
            wiring().house,
            participant=person.participant,
            token=request.form.get("token", ""),
            says=request.form.get("says", ""),
            by=person.user,
        )
    return redirect(url_for("portal.your_disputes", told="disputed"))


@portal.post("/attribution/<dispute>/withdraw")
@requires("dispute.open")
def end_own_dispute(dispute: str) -> Response:
    """Withdraw an own dispute."""
    person = signed_in()
    withdraw_dispute(wiring().house, dispute, participant=person.participant, by=person.user)
    return redirect(url_for("portal.your_disputes", told="dispute-withdrawn"))


@contextmanager
def _said_on_the_page() -> Iterator[None]:
    """A token that is not the practice's own is wrong in the form; there is a page for it."""
    try:
        yield
    except Refused as refused:
        if refused.rule != NOT_HANDED_IN:
            raise
        raise Refused(rule=refused.rule, text=refused.text, status=422) from None
