"""A legal hold: while it stands, nothing under an agreement is destroyed, whoever orders it."""

from hub.services.agreements.facts import AgreementFacts, agreement_facts
from hub.services.refusal import Refused
from hub.store import agreements
from hub.store.work import Work

REASONS = ("litigation", "audit", "investigation", "patient-request")


def hold_records(work: Work, *, by: str, agreement: str, reason: str) -> AgreementFacts:
    """Let a hold stand; Refused where one stands, or the reason is none of those known."""
    if reason not in REASONS:
        raise Refused(
            rule="hold-reason", text=f"the reason is one of {', '.join(REASONS)}", status=422
        )
    known = agreement_facts(work, agreement)
    if known.stored.legal_hold_at is not None:
        raise Refused(rule="held", text="a legal hold stands already", status=409)
    agreements.change(work, agreement, legal_hold_at=work.now, legal_hold_reason=reason)
    work.tell(
        "legal-hold-set",
        actor=by,
        subject=agreement,
        participant=known.contributor,
        reason=reason,
    )
    return agreement_facts(work, agreement)


def lift_hold(work: Work, *, by: str, agreement: str) -> AgreementFacts:
    """Lift the hold; Refused where none stands."""
    known = agreement_facts(work, agreement)
    if known.stored.legal_hold_at is None:
        raise Refused(rule="not-held", text="no legal hold stands", status=409)
    agreements.change(work, agreement, legal_hold_at=None, legal_hold_reason=None)
    work.tell("legal-hold-lifted", actor=by, subject=agreement, participant=known.contributor)
    return agreement_facts(work, agreement)


def check_not_held(known: AgreementFacts) -> None:
    """Refuse what would destroy records while a hold stands."""
    if known.stored.legal_hold_at is not None:
        raise Refused(
            rule="legal-hold", text="a legal hold stands: nothing of it is destroyed", status=409
        )
