"""The own agreements: their state, what is still missing before records may flow, their text."""

from collections.abc import Mapping
from datetime import date

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.portal.coordinator.agreements import may_sign
from hub.services.agreements.changes import changes_between
from hub.services.agreements.facts import AgreementFacts, facts_of
from hub.services.agreements.sign_agreement import sign_in_person
from hub.services.agreements.what_is_missing import lacks, missing
from hub.store import agreements, participants
from policies.agreement.state import signed_by


@portal.get("/agreement")
@requires("agreement.read")
def own_agreement() -> str:
    """Show the agreements that the caller's participant is party to."""
    person = signed_in()
    with looking("agreement.read") as work:
        found = facts_of(work, agreements.of_participant(work, person.participant))
        names, today = participants.names(work), work.now.date()
        cards = [
            _card(facts, person.participant, names=names, today=today) for facts in reversed(found)
        ]
        participant = participants.one(work, person.participant)
        lacking = lacks(participant, found, names=names, today=today) if participant else []
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


def _card(
    facts: AgreementFacts, participant: str, *, names: Mapping[str, str], today: date
) -> dict[str, object]:
    offered = facts.pending or facts.text
    before = [each for each in facts.texts if each.number < offered.number]
    return {
        "facts": facts,
        "missing": missing(facts, names=names, today=today),
        "to_sign": may_sign(facts, participant, signed_by(facts.agreement, today)),
        "offered": offered,
        "changes": changes_between(before[-1], offered) if before else (),
    }
