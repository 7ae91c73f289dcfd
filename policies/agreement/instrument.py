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


@record
class Instrument:
    """One paper; its last day is still in force, and None means that it names no last day."""

    kind: InstrumentKind
    parties: frozenset[str]
    effective: date
    expires: date | None = None

    def binds(self, *parties: str) -> bool:
        """Tell whether all of these have signed it."""
        return set(parties) <= self.parties

    def in_force(self, on: date) -> bool:
        """Tell whether it is in force on the day, by the clock."""
        return self.effective <= on and (self.expires is None or on <= self.expires)
