"""What patients wish: revocations, opt-outs and restrictions, by count; noted by token."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.portal.coordinator.form_fields import day_of
from hub.services.privacy.patient_wishes import (
    KINDS,
    REASONS,
    answer_restriction,
    end_restriction,
    note_wish,
)
from hub.services.privacy.wish_counts import wish_counts
from hub.store import participants, restriction_requests


@portal.get("/wishes")
@requires("consent.read")
def list_wishes() -> str:
    """Show how many there are; whoever may note them also answers requests."""
    person = signed_in()
    with looking("consent.read") as work:
        counts = wish_counts(work)
        known = participants.every(work)
        requests = restriction_requests.every(work) if person.may("consent.write") else ()
        today = work.now.date()
    return render_template(
        "coordinator/wishes.html",
        counts=counts,
        names={each.id: each.name for each in known},
        known=[each for each in known if each.kind not in {"convener", "purchaser"}],
        requests=[each for each in requests if each.ended_at is None],
        kinds=KINDS,
        reasons=REASONS,
        today=today,
    )


@portal.post("/wishes")
@requires("consent.write")
def enter_wish() -> Response:
    """Note a wish; the token is kept re-keyed alone."""
    form = request.form
    note_wish(
        wiring().house,
        participant=form.get("participant", ""),
        token=form.get("token", ""),
        kind=form.get("kind", ""),
        day=day_of(form, "day"),
        reason=form.get("reason", ""),
        by=signed_in().user,
    )
    return redirect(url_for("portal.list_wishes", told="entered"))


@portal.post("/wishes/<wish>/answer")
@requires("consent.write")
def answer_wish(wish: str) -> Response:
    """Agree to a restriction, decline it, or end it."""
    house, by, answer = wiring().house, signed_in().user, request.form.get("answer", "")
    if answer == "end":
        end_restriction(house, wish, by=by)
    else:
        answer_restriction(house, wish, answer=answer, by=by)
    return redirect(url_for("portal.list_wishes", told="answered"))
