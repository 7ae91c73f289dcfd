"""Suspend, resume or terminate an agreement; termination quarantines what was handed in at once."""

from datetime import date

from hub.services.agreement_facts import AgreementFacts, agreement_facts
from hub.store import agreements, submissions
from hub.store.work import Work
from policies.agreement.state import AgreementState
from policies.lifecycle.lifecycles import lifecycle, transition

ENDED = {AgreementState.TERMINATED, AgreementState.CLOSED}


class AlreadyEnded(Exception):
    """The agreement was terminated before."""


def suspend_agreement(work: Work, *, by: str, agreement: str) -> AgreementFacts:
    """Stop intake and use under an agreement until it is resumed."""
    transition("agreement", agreement_facts(work, agreement).state, "suspend")
    agreements.change(work, agreement, suspended_at=work.now)
    work.tell("agreement-suspended", actor=by, subject=agreement)
    return agreement_facts(work, agreement)


def resume_agreement(work: Work, *, by: str, agreement: str) -> AgreementFacts:
    """Let a suspended agreement hold again."""
    transition("agreement", agreement_facts(work, agreement).state, "resume")
    agreements.change(work, agreement, suspended_at=None)
    work.tell("agreement-resumed", actor=by, subject=agreement)
    return agreement_facts(work, agreement)


def terminate_agreement(work: Work, *, by: str, agreement: str, destroy_on: date) -> AgreementFacts:
    """End an agreement at once; its records go into quarantine and are destroyed on that day."""
    if agreement_facts(work, agreement).state in ENDED:
        raise AlreadyEnded
    agreements.change(work, agreement, terminated_at=work.now, destroy_on=destroy_on)
    for held in submissions.of_agreement(work, agreement, states=_quarantinable()):
        submissions.move(
            work,
            held.id,
            from_states=[held.state],
            to_state=transition("submission", held.state, "quarantine"),
        )
    work.tell("agreement-terminated", actor=by, subject=agreement)
    return agreement_facts(work, agreement)


def _quarantinable() -> list[str]:
    arrows = lifecycle("submission").arrows
    return sorted(state for state, event in arrows if event == "quarantine")
