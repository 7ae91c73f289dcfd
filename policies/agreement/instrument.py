"""The papers that an agreement consists of or rests on, each with its parties and its days."""

from datetime import date
from enum import StrEnum

from schemas.record import record


class InstrumentKind(StrEnum):
    """What a paper is."""

    MOU = "MOU"
    DUA = "DUA"
    BAA = "BAA"
    QSOA = "QSOA"
    EXPERT_CERTIFICATE = "expert-certificate"
    CONTRACT = "contract"
    RESEARCH_APPROVAL = "research-approval"
    AUDIT_AGREEMENT = "audit-agreement"
    COURT_ORDER = "court-order"
    SUBPOENA = "subpoena"


@record
class Instrument:
    """One paper; its last day is still in force, and None means that it names no last day.

    `attests` holds what the paper itself states, in words that a rule asks for (such as the
    findings of a court); `destroy_by` is the last day on which copies may be kept.
    """

    kind: InstrumentKind
    parties: frozenset[str]
    effective: date
    expires: date | None = None
    attests: frozenset[str] = frozenset()
    destroy_by: date | None = None

    def binds(self, *parties: str) -> bool:
        """Tell whether all of these have signed it."""
        return set(parties) <= self.parties

    def in_force(self, on: date) -> bool:
        """Tell whether it is in force on the day, by the clock."""
        return self.effective <= on and (self.expires is None or on <= self.expires)
