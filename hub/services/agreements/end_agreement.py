"""Suspend, resume, terminate or close an agreement; termination quarantines its records at once."""

from datetime import date

from hub.services.agreements.facts import AgreementFacts, agreement_facts
from hub.services.agreements.legal_hold import check_not_held
from hub.services.refusal import Refused
from hub.store import agreements, submissions
from hub.store.work import Work
from policies.agreement.state import AgreementState, uncertified
from policies.lifecycle.lifecycles import lifecycle, transition

ENDED = {AgreementState.TERMINATED, AgreementState.CLOSED}


class AlreadyEnded(Exception):
    """The agreement was terminated before."""


def suspend_agreement(
    work: Work, *, by: str, agreement: str, reason: str = "coordinator"
) -> AgreementFacts:
    """Stop intake and use under an agreement until it is resumed; `reason` is one word."""
    known = agreement_facts(work, agreement)
    transition("agreement", known.state, "suspend")
    agreements.change(work, agreement, suspended_at=work.now, suspended_reason=reason)
    work.tell(
        "agreement-suspended",
        actor=by,
        subject=agreement,
        participant=known.contributor,
        reason=reason,
    )
    return agreement_facts(work, agreement)


def resume_agreement(work: Work, *, by: str, agreement: str) -> AgreementFacts:
    """Let a suspended agreement hold again."""
    known = agreement_facts(work, agreement)
    transition("agreement", known.state, "resume")
    agreements.change(work, agreement, suspended_at=None, suspended_reason=None)
    work.tell("agreement-resumed", actor=by, subject=agreement, participant=known.contributor)
    return agreement_facts(work, agreement)


def terminate_agreement(work: Work, *, by: str, agreement: str, destroy_on: date) -> AgreementFacts:
    """End an agreement at once; its records go into quarantine and are destroyed on that day."""
    known = agreement_facts(work, agreement)
    if known.state in ENDED:
        raise AlreadyEnded
    agreements.change(work, agreement, terminated_at=work.now, destroy_on=destroy_on)
    for held in submissions.of_agreement(work, agreement, states=_quarantinable()):
        submissions.move(
            work,
            held.id,
            from_states=[held.state],
            to_state=transition("submission", held.state, "quarantine"),
        )
    work.tell("agreement-terminated", actor=by, subject=agreement, participant=known.contributor)
    return agreement_facts(work, agreement)


def close_agreement(work: Work, *, by: str, agreement: str) -> AgreementFacts:
    """Close an ended agreement; Refused while a dataset lacks its certificate of destruction."""
    known = agreement_facts(work, agreement)
    transition("agreement", known.state, "close")
    check_not_held(known)
    if open_ones := uncertified(known.agreement):
        raise Refused(
            rule="uncertified",
            text=f"{len(open_ones)} of its files have no certificate of destruction yet",
            status=409,
        )
    agreements.change(work, agreement, closed_at=work.now)
    work.tell("agreement-closed", actor=by, subject=agreement, participant=known.contributor)
    return agreement_facts(work, agreement)


def _quarantinable() -> list[str]:
    arrows = lifecycle("submission").arrows
    return sorted(state for state, event in arrows if event == "quarantine")
