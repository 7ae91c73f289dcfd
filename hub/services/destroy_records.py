"""Destroy what was handed in under an ended agreement: two persons, then a certificate for each."""

from hub.services.agreement_facts import agreement_facts
from hub.services.house import House
from hub.services.legal_hold import check_not_held
from hub.services.refusal import Refused
from hub.store import agreements, destructions, submissions
from hub.store.destructions import Destruction
from hub.store.submissions import Submission
from hub.vault.destruction import Certificate, certificate, destroy
from policies.lifecycle.lifecycles import allowed, lifecycle, transition

DESTROYABLE = tuple(state for state, event in lifecycle("submission").arrows if event == "destroy")


def order_destruction(house: House, *, by: str, agreement: str) -> int:
    """Order the destruction of everything under an agreement; return how many submissions it is.

    Refused where the agreement has not ended.
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
    """Confirm the order as a second person, and destroy the keys; return how many submissions.

    Refused where the same person ordered it, or nothing waits for confirmation.
    """
    with house.begin() as work:
        check_not_held(agreement_facts(work, agreement))
        held = submissions.of_agreement(work, agreement, states=DESTROYABLE)
        confirmed = [each for each in held if destructions.confirm(work, each.id, confirmed_by=by)]
        if not confirmed:
            raise Refused(
                rule="second-person-needed",
                text="there is no order of another person that waits to be confirmed",
                status=409,
            )
        work.tell("destruction-confirmed", actor=by, subject=agreement, number=len(confirmed))
    for each in confirmed:
        _destroy(house, each)
    return len(confirmed)


def certify_destructions(house: House) -> int:
    """Certify what was destroyed and what no run holds any more; return how many certificates.

    An order that was confirmed and not carried out, as after a crash, is carried out first. An
    agreement all of whose records are certified is closed.
    """
    with house.look() as work:
        waiting = destructions.uncertified(work)
        found = {each.submission: submissions.one(work, each.submission) for each in waiting}
    made = 0
    for each in waiting:
        submission = found[each.submission]
        if each.confirmed_by is None or submission is None:
            continue
        if each.destroyed_at is None:
            _destroy(house, submission)
        made += _certify(house, submission)
    return made


def _destroy(house: House, submission: Submission) -> None:
    destroy(house.vault, submission.id)
    with house.begin() as work:
        destructions.note_destroyed(work, submission.id)
        submissions.move(
            work,
            submission.id,
            from_states=[submission.state],
            to_state=transition("submission", submission.state, "destroy"),
        )
        work.tell("records-destroyed", subject=submission.id, participant=submission.participant)


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
        destructions.certify(work, submission.id, document)
        work.tell(
            "destruction-certified", subject=submission.id, participant=submission.participant
        )
        agreement = agreement_facts(work, submission.agreement).agreement
        if agreement.datasets <= agreement.certified and agreement.closed is None:
            agreements.change(work, submission.agreement, closed_at=work.now)
            work.tell("agreement-closed", subject=submission.agreement)
    return True
