"""The own agreement: its state, what is still missing before records may flow, its text."""

from datetime import date

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.services.agreement_facts import AgreementFacts, agreement_facts
from hub.services.sign_agreement import sign_agreement
from hub.store import agreements, participants
from hub.store.work import Work
from policies.agreement.state import AgreementState, signed_by, warning_days


@portal.get("/agreement")
@requires("agreement.read")
def own_agreement() -> str:
    """Show the agreements that the caller's participant is party to."""
    person = signed_in()
    with looking("agreement.read") as work:
        own = agreements.of_participant(work, person.participant)
        found = [agreement_facts(work, each.id) for each in own]
        cards = [{"facts": facts, "missing": missing(work, facts)} for facts in reversed(found)]
    return render_template(
        "payer/agreement.html", cards=cards, may_sign=person.may("agreement.sign")
    )


@portal.post("/agreements/<agreement>/sign")
@requires("agreement.sign")
def sign(agreement: str) -> Response:
    """Sign the text that was shown, for the caller's own participant."""
    person = signed_in()
    with begun("agreement.sign") as work:
        sign_agreement(
            work,
            by=person.user,
            party=person.participant,
            agreement=agreement,
            text_hash=request.form.get("hash", ""),
        )
    back = "list_agreements" if person.kind == "convener" else "own_agreement"
    return redirect(url_for(f"portal.{back}", told="signed"))


def missing(work: Work, facts: AgreementFacts) -> list[str]:
    """Return what still has to happen before records may flow, in plain words."""
    today = work.now.date()
    unsigned = sorted(facts.agreement.parties - signed_by(facts.agreement, today))
    told = {
        AgreementState.SUSPENDED: "The coordinator has to let it hold again: it is suspended.",
        AgreementState.EXPIRED: "It has run out; a new one has to be drafted and signed.",
        AgreementState.TERMINATED: "It was terminated; a new one would be needed.",
        AgreementState.CLOSED: "It is closed; a new one would be needed.",
    }
    found = [told[facts.state]] if facts.state in told else []
    if facts.state in {AgreementState.DRAFT, AgreementState.PARTLY_SIGNED}:
        names = {each.id: each.name for each in participants.every(work)}
        found += [f"{names.get(party, party)} has to sign the text." for party in unsigned]
    if facts.state is AgreementState.SIGNED:
        found.append(f"Its first day has to come: {facts.terms.effective.isoformat()}.")
    return found + _papers(facts, today) + _ending(facts, today)


def _papers(facts: AgreementFacts, today: date) -> list[str]:
    lapsed = [each.kind for each in facts.agreement.instruments if not each.in_force(today)]
    return [f"A paper that it rests on is not in force: {kind}." for kind in lapsed]


def _ending(facts: AgreementFacts, today: date) -> list[str]:
    near = facts.state is AgreementState.ACTIVE and any(
        day <= today for day in warning_days(facts.agreement)
    )
    return [f"It ends soon: its last day is {facts.terms.expires.isoformat()}."] if near else []
