"""The agreements: their list, a draft from a form, and one agreement with its text."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.coordinator.terms_form import CHOICES, PURPOSES, terms_of_form
from hub.portal.payer.agreement import missing
from hub.services.agreement_facts import AgreementFacts, agreement_facts
from hub.services.draft_agreement import draft_agreement
from hub.services.refusal import Refused
from hub.store import agreements, destructions, participants, submissions
from hub.store.destructions import Destruction
from hub.store.work import Work
from policies.agreement.state import signed_by
from policies.lifecycle.lifecycles import allowed, lifecycle

EVERY_STATE = lifecycle("submission").states


@portal.get("/agreements")
@requires("agreement.read")
def list_agreements() -> str:
    """Show the agreements, the newest first."""
    with looking("agreement.read") as work:
        found = [agreement_facts(work, each.id) for each in agreements.every(work)]
    return render_template("coordinator/agreements.html", found=list(reversed(found)))


@portal.get("/agreements/new")
@requires("agreement.write")
def new_agreement() -> str:
    """Show the form of a draft."""
    with looking("agreement.write") as work:
        known = [each for each in participants.every(work) if each.left_at is None]
        today = work.now.date()
    return render_template(
        "coordinator/new_agreement.html",
        participants=[each for each in known if each.kind != "convener"],
        choices=CHOICES,
        purposes=PURPOSES,
        today=today,
    )


@portal.post("/agreements/new")
@requires("agreement.write")
def draft() -> Response:
    """Draft an agreement from the form."""
    terms = terms_of_form(request.form)
    title = request.form.get("title", "").strip()[:200] or "Data use agreement"
    with begun("agreement.write") as work:
        if participants.one(work, request.form.get("contributor", "")) is None:
            raise Refused(rule="bad-form", text="the contributor is not chosen", status=422)
        facts = draft_agreement(work, by=signed_in().user, title=title, terms=terms)
    return redirect(url_for("portal.show_agreement", agreement=facts.stored.id, told="drafted"))


@portal.get("/agreements/<agreement>")
@requires("agreement.read")
def show_agreement(agreement: str) -> str:
    """Show one agreement: its state, who signed, its text, and what may be done with it."""
    person = signed_in()
    with looking("agreement.read") as work:
        facts = agreement_facts(work, agreement)
        names = {each.id: each.name for each in participants.every(work)}
        lacking = missing(work, facts)
        signed = signed_by(facts.agreement, work.now.date())
        orders = destroyed_under(work, facts) if person.may("submission.read") else []
    acts = lifecycle("agreement").events(facts.state)
    return render_template(
        "coordinator/agreement.html",
        facts=facts,
        names=names,
        missing=lacking,
        signed=signed,
        orders=orders,
        acts=[each for each in ("suspend", "resume", "terminate") if each in acts],
        may_destroy=allowed("agreement", facts.state, "destroy"),
        may_sign=person.participant in dict(facts.terms.parties)
        and person.participant not in signed
        and allowed("agreement", facts.state, "edit"),
    )


def destroyed_under(work: Work, facts: AgreementFacts) -> list[Destruction]:
    """Return the orders of destruction under an agreement."""
    held = submissions.of_agreement(work, facts.stored.id, states=EVERY_STATE)
    found = [destructions.one(work, each.id) for each in held]
    return [each for each in found if each is not None]
