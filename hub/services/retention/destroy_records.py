"""Destroy what was handed in under an ended agreement: two persons, a day, a certificate each."""

from hub.services.agreements.facts import AgreementFacts, agreement_facts
from hub.services.agreements.legal_hold import check_not_held
from hub.services.disputes.watch_disputes import end_disputes_under
from hub.services.house import House
from hub.services.refusal import Refused
from hub.store import agreements, destructions, submissions
from hub.store.destructions import Destruction
from hub.store.submissions import Submission
from hub.store.work import Work
from hub.vault.destruction import Certificate, certificate, destroy
from policies.lifecycle.lifecycles import allowed, lifecycle, transition

ARROWS = lifecycle("submission").arrows
DESTROYABLE = tuple(state for state, event in ARROWS if event == "destroy")
QUARANTINABLE = tuple(state for state, event in ARROWS if event == "quarantine")


def order_destruction(house: House, *, by: str, agreement: str) -> int:
    """Order the destruction of everything under an agreement; return how many submissions it is.

    What was still in use, as under an agreement that expired, is set aside. Refused where the
    agreement has not ended.
    """
    with house.begin() as work:
        facts = agreement_facts(work, agreement)
        if not allowed("agreement", facts.state, "destroy"):
            raise Refused(
                rule="agreement-not-ended",
                text=f"the agreement is {facts.state}; records are destroyed when it has ended",
                status=409,
            )
        check_not_held(facts)
        for each in submissions.of_agreement(work, agreement, states=QUARANTINABLE):
            aside = transition("submission", each.state, "quarantine")
            submissions.move(work, each.id, from_states=[each.state], to_state=aside)
        held = submissions.of_agreement(work, agreement, states=DESTROYABLE)
        for each in held:
            destructions.order(
                work,
                Destruction(
                    submission=each.id,
                    participant=each.participant,
                    reason="agreement-ended",
                    ordered_by=by,
                    ordered_at=work.now,
                ),
            )
        work.tell("destruction-ordered", actor=by, subject=agreement, number=len(held))
    return len(held)


def confirm_destruction(house: House, *, by: str, agreement: str) -> int:
    """Confirm the order as a second person; return how many submissions are destroyed by it now.

    Before the agreed day it is none: they are destroyed when the day comes. Refused where the same
    person ordered it, or nothing waits for confirmation.
    """
    with house.begin() as work:
        facts = agreement_facts(work, agreement)
        check_not_held(facts)
        held = submissions.of_agreement(work, agreement, states=DESTROYABLE)
        confirmed = [each for each in held if destructions.confirm(work, each.id, confirmed_by=by)]
        if not confirmed:
            raise Refused(
                rule="second-person-needed",
                text="there is no order of another person that waits to be confirmed",
                status=409,
            )
        work.tell("destruction-confirmed", actor=by, subject=agreement, number=len(confirmed))
        due = confirmed if _is_due(work, facts) else []
    for each in due:
        _destroy(house, each)
    return len(due)


def certify_destructions(house: House) -> int:
    """Certify what was destroyed and what no run holds any more; return how many certificates.

    An order that was confirmed is carried out first when its day has come, or where a process died
    over it; a legal hold stays it. An agreement all of whose records are certified is closed.
    """
    with house.look() as work:
        waiting = [each for each in destructions.uncertified(work) if each.confirmed_by]
        found = [(each, submissions.one(work, each.submission)) for each in waiting]
        due = {
            submission.id
            for _, submission in found
            if submission and _is_due(work, agreement_facts(work, submission.agreement))
        }
    made = 0
    for each, submission in found:
        if submission is None or (each.destroyed_at is None and submission.id not in due):
            continue
        if each.destroyed_at is None:
            _destroy(house, submission)
        made += _certify(house, submission)
    return made


def _is_due(work: Work, facts: AgreementFacts) -> bool:
    """Tell whether the agreed day has come and no hold stands; a day that nobody agreed on has."""
    day = facts.stored.destroy_on
    return facts.stored.legal_hold_at is None and (day is None or day <= work.now.date())


def _destroy(house: House, submission: Submission) -> None:
    destroy(house.vault, submission.id)
    with house.begin() as work:
        if not destructions.note_destroyed(work, submission.id):
            return  # another process was faster
        submissions.move(
            work,
            submission.id,
            from_states=[submission.state],
            to_state=transition("submission", submission.state, "destroy"),
        )
        work.tell("records-destroyed", subject=submission.id, participant=submission.participant)
        end_disputes_under(work, submission.agreement)


def _certify(house: House, submission: Submission) -> bool:
    found = certificate(house.vault, submission.id)
    if not isinstance(found, Certificate):
        return False
    document = {
        "submission": submission.id,
        "sha256": submission.sha256,
        "destroyed_at": found.destroyed.isoformat(),
        "certified_at": found.certified.isoformat(),
        "key": house.release_signer.key_id,
    }
    with house.begin() as work:
        if not destructions.certify(work, submission.id, document):
            return False
        work.tell(
            "destruction-certified", subject=submission.id, participant=submission.participant
        )
        agreement = agreement_facts(work, submission.agreement).agreement
        if agreement.datasets <= agreement.certified and agreement.closed is None:
            agreements.change(work, submission.agreement, closed_at=work.now)
            work.tell("agreement-closed", subject=submission.agreement)
    return True
