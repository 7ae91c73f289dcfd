"""The state of an agreement, worked out from its facts and the clock; nothing stores it."""

from datetime import date, datetime
from enum import StrEnum

from policies.agreement.agreement import Agreement


class AgreementState(StrEnum):
    """Draft and partly-signed bind nobody; signed waits for its first day; active is in force."""

    DRAFT = "draft"
    PARTLY_SIGNED = "partly-signed"
    SIGNED = "signed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    CLOSED = "closed"


def state_of(agreement: Agreement, now: datetime) -> AgreementState:
    """Return the state at `now`, aware; its own time zone says which day it is.

    Closed needs a certificate of destruction for every dataset (CMS data use agreement); an end by
    termination or by the clock comes before suspension, and nothing unsigned can be suspended.
    """
    today = now.date()
    ended = _come(agreement.terminated, now) or (
        _unsigned(agreement, today) is None and today > agreement.expires
    )
    if ended and _come(agreement.closed, now) and agreement.datasets <= agreement.certified:
        return AgreementState.CLOSED
    if _come(agreement.terminated, now):
        return AgreementState.TERMINATED
    if (unsigned := _unsigned(agreement, today)) is not None:
        return unsigned
    if today > agreement.expires:
        return AgreementState.EXPIRED
    if _come(agreement.suspended, now):
        return AgreementState.SUSPENDED
    return AgreementState.SIGNED if today < agreement.effective else AgreementState.ACTIVE


def signed_by(agreement: Agreement, on: date) -> frozenset[str]:
    """Return the parties that have signed the text as it stands; older texts count for nothing."""
    return frozenset(
        signature.party
        for signature in agreement.signatures
        if signature.text_hash == agreement.text_hash and signature.on <= on
    )


def uncertified(agreement: Agreement) -> frozenset[str]:
    """Return the datasets that still lack a certificate of destruction."""
    return agreement.datasets - agreement.certified


def _unsigned(agreement: Agreement, today: date) -> AgreementState | None:
    signed = signed_by(agreement, today) & agreement.parties
    if not signed or not agreement.parties:
        return AgreementState.DRAFT
    return None if signed == agreement.parties else AgreementState.PARTLY_SIGNED


def _come(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now
