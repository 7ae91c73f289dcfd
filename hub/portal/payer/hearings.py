"""What a payer is asked about persons on its own roster, whose place somebody disputes."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.services.disputes.dispute_lists import own_hearings
from hub.services.disputes.open_dispute import CONFIRM, YIELD, answer_hearing

ANSWERED = {CONFIRM: "the roster stands", YIELD: "the roster is to be corrected"}


@portal.get("/hearings")
@requires("dispute.answer")
def list_hearings() -> str:
    """Show what is asked, the latest first."""
    with looking("dispute.answer") as work:
        found = own_hearings(wiring().house, work)
        today = work.now.date()
    return render_template("payer/hearings.html", found=found, answered=ANSWERED, today=today)


@portal.post("/hearings/<hearing>/answer")
@requires("dispute.answer")
def answer_roster(hearing: str) -> Response:
    """Say whether the roster stands."""
    person = signed_in()
    answer_hearing(
        wiring().house,
        hearing,
        participant=person.participant,
        answer=request.form.get("answer", ""),
        by=person.user,
    )
    return redirect(url_for("portal.list_hearings", told="answered"))
