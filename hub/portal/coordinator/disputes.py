"""Disputes over where persons are counted: which wait, what speaks for whom, and the decision."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.portal.coordinator.form_fields import day_of
from hub.portal.payer.hearings import ANSWERED
from hub.portal.practice.attribution import SAID
from hub.services.disputes.decide_dispute import UPHELD, decide_dispute, review_dispute
from hub.services.disputes.dispute_lists import case_of, cases, evidence_of
from hub.store import participants
from policies.lifecycle.lifecycles import lifecycle

OUTCOMES = {
    "here": "counted at the practice that disputes",
    "elsewhere": "not counted at the practice that disputes",
    "upheld": "counted as before",
}


@portal.get("/disputes")
@requires("dispute.decide")
def list_disputes() -> str:
    """Show the disputes: the open ones by the day on which they lapse, then the others."""
    with looking("dispute.decide") as work:
        found = cases(work)
        names = participants.names(work)
    return render_template("coordinator/disputes.html", found=found, names=names, said=SAID)


@portal.get("/disputes/<dispute>")
@requires("dispute.decide")
def show_dispute(dispute: str) -> str:
    """Show one dispute with what speaks for the practice and for others, without their names."""
    with looking("dispute.decide") as work:
        found = case_of(work, dispute)
        names = participants.names(work)
    return render_template(
        "coordinator/dispute.html",
        found=found,
        names=names,
        said=SAID,
        answered=ANSWERED,
        outcomes=OUTCOMES,
        evidence=evidence_of(wiring().house, found.dispute),
        acts=lifecycle("dispute").events(found.dispute.state),
    )


@portal.post("/disputes/<dispute>/review")
@requires("dispute.decide")
def take_up(dispute: str) -> Response:
    """Take a dispute up."""
    with begun("dispute.decide") as work:
        review_dispute(work, dispute, by=signed_in().user)
    return redirect(url_for("portal.show_dispute", dispute=dispute, told="reviewing"))


@portal.post("/disputes/<dispute>/decide")
@requires("dispute.decide")
def decide(dispute: str) -> Response:
    """Decide a dispute."""
    outcome = request.form.get("outcome", "")
    since = None if outcome == UPHELD else day_of(request.form, "counts_from")
    with begun("dispute.decide") as work:
        decide_dispute(work, dispute, outcome=outcome, counts_from=since, by=signed_in().user)
    return redirect(url_for("portal.show_dispute", dispute=dispute, told="decided"))
