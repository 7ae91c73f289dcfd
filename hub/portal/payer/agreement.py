"""The own agreements: their state, what is still missing before records may flow, their text."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.portal.coordinator.agreements import may_sign
from hub.services.agreements.changes import changes_between
from hub.services.agreements.facts import AgreementFacts, agreement_facts
from hub.services.agreements.sign_agreement import sign_in_person
from hub.services.agreements.what_is_missing import missing, missing_for
from hub.store import agreements, participants
from hub.store.work import Work
from policies.agreement.state import signed_by


@portal.get("/agreement")
@requires("agreement.read")
def own_agreement() -> str:
    """Show the agreements that the caller's participant is party to."""
    person = signed_in()
    with looking("agreement.read") as work:
        own = agreements.of_participant(work, person.participant)
        found = [agreement_facts(work, each.id) for each in own]
        cards = [_card(work, facts, person.participant) for facts in reversed(found)]
        participant = participants.one(work, person.participant)
        lacking = missing_for(work, participant) if participant else []
        names = participants.names(work)
    return render_template("payer/agreement.html", cards=cards, lacking=lacking, names=names)


@portal.post("/agreements/<agreement>/sign")
@requires("agreement.sign")
def sign(agreement: str) -> Response:
    """Sign the text that was shown, for the caller's own participant."""
    person = signed_in()
    sign_in_person(
        wiring().house,
        user=person.user,
        agreement=agreement,
        text_hash=request.form.get("hash", ""),
        typed_name=request.form.get("typed_name", ""),
        code=request.form.get("code", ""),
    )
    if person.kind == "convener":
        return redirect(url_for("portal.show_agreement", agreement=agreement, told="signed"))
    return redirect(url_for("portal.own_agreement", told="signed"))


def _card(work: Work, facts: AgreementFacts, participant: str) -> dict[str, object]:
    texts = agreements.texts_of(work, facts.stored.id)
    offered = facts.pending or facts.text
    before = [each for each in texts if each.number < offered.number]
    return {
        "facts": facts,
        "missing": missing(work, facts),
        "to_sign": may_sign(facts, participant, signed_by(facts.agreement, work.now.date())),
        "offered": offered,
        "changes": changes_between(before[-1], offered) if before else (),
    }
