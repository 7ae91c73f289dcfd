"""What is done with an agreement, each after a page that asks again."""

from datetime import date, timedelta

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.platform.canonical import canonical_json
from hub.portal.access import begun, looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.services.agreements.end_agreement import (
    close_agreement,
    resume_agreement,
    suspend_agreement,
    terminate_agreement,
)
from hub.services.agreements.facts import agreement_facts
from hub.services.refusal import Refused
from hub.services.retention.destroy_records import confirm_destruction, order_destruction
from hub.store import destructions, participants
from schemas.record import record

SIMPLE = {"suspend": suspend_agreement, "resume": resume_agreement, "close": close_agreement}
TOLD = {
    "suspend": "suspended",
    "resume": "resumed",
    "close": "closed",
    "terminate": "terminated",
}


@record
class Act:
    """An act: what the page asks, what follows, and how grave it is."""

    name: str
    title: str
    follows: str
    button: str
    grave: bool = False


ENDING = {
    "suspend": Act(
        name="suspend",
        title="Suspend this agreement?",
        follows="Nothing is taken in and nothing is used under it until it is resumed.",
        button="Suspend",
    ),
    "resume": Act(
        name="resume",
        title="Let this agreement hold again?",
        follows="Files are taken in again, and its records are used again.",
        button="Resume",
    ),
    "terminate": Act(
        name="terminate",
        title="Terminate this agreement?",
        follows="It ends at once and for good. Its records are set aside and destroyed later.",
        button="Terminate",
        grave=True,
    ),
    "close": Act(
        name="close",
        title="Close this agreement?",
        follows="Every file under it has its certificate of destruction; nothing more can be done.",
        button="Close",
    ),
}
DESTROYING = {
    "order-destruction": Act(
        name="order-destruction",
        title="Order the destruction of the records under this agreement?",
        follows="Nothing is destroyed until another person confirms the order.",
        button="Order destruction",
        grave=True,
    ),
    "confirm-destruction": Act(
        name="confirm-destruction",
        title="Confirm the destruction, as the second person?",
        follows="The keys are destroyed on the agreed day, or now if it has come. For good.",
        button="Destroy the keys",
        grave=True,
    ),
}


@portal.get("/agreements/<agreement>/end/<name>")
@requires("agreement.write")
def ask_end(agreement: str, name: str) -> str:
    """Ask whether an agreement is to be suspended, resumed or terminated."""
    return _ask(agreement, ENDING.get(name) or abort(404), "end_agreement", "agreement.write")


@portal.post("/agreements/<agreement>/end/<name>")
@requires("agreement.write")
def end_agreement(agreement: str, name: str) -> Response:
    """Suspend, resume or terminate an agreement."""
    by = signed_in().user
    if name not in ENDING:
        abort(404)
    with begun("agreement.write") as work:
        if name == "terminate":
            terminate_agreement(work, by=by, agreement=agreement, destroy_on=_destroy_on())
        else:
            SIMPLE[name](work, by=by, agreement=agreement)
    return _back(agreement, TOLD[name])


@portal.get("/agreements/<agreement>/destroy/<name>")
@requires("destruction.order")
def ask_destroy(agreement: str, name: str) -> str:
    """Ask whether records are to be destroyed."""
    return _ask(agreement, DESTROYING.get(name) or abort(404), "destroy", "destruction.order")


@portal.post("/agreements/<agreement>/destroy/<name>")
@requires("destruction.order")
def destroy(agreement: str, name: str) -> Response:
    """Order a destruction, or confirm it as a second person."""
    house, by = wiring().house, signed_in().user
    if name not in DESTROYING:
        abort(404)
    if name == "order-destruction":
        order_destruction(house, by=by, agreement=agreement)
        return _back(agreement, "ordered")
    destroyed = confirm_destruction(house, by=by, agreement=agreement)
    return _back(agreement, "destroyed" if destroyed else "to-be-destroyed")


@portal.get("/destructions/<submission>/certificate.json")
@requires("submission.read")
def download_certificate(submission: str) -> FlaskResponse:
    """Give the certificate of a destruction."""
    with looking("submission.read") as work:
        found = destructions.one(work, submission)
    if found is None or found.certificate is None:
        abort(404)
    name = f"destruction-{submission}.json"
    return FlaskResponse(
        canonical_json(found.certificate),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _ask(agreement: str, act: Act, target: str, scope: str) -> str:
    with looking(scope) as work:
        facts = agreement_facts(work, agreement)
        day = work.now.date() + timedelta(days=facts.terms.retention_days)
        whose = participants.one(work, facts.contributor)
    return render_template(
        "coordinator/ask.html",
        facts=facts,
        whose=whose,
        act=act,
        day=day,
        target=f"portal.{target}",
    )


def _destroy_on() -> date:
    try:
        return date.fromisoformat(request.form.get("destroy_on", ""))
    except ValueError:
        raise Refused(
            rule="bad-form", text="name the day on which the records are destroyed", status=422
        ) from None


def _back(agreement: str, told: str) -> Response:
    person = signed_in()
    if person.may("agreement.read"):
        return redirect(url_for("portal.show_agreement", agreement=agreement, told=told))
    return redirect(url_for("portal.home", told=told))
