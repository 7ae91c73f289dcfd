"""What was told of an agreement's end, on which day: each once."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Table

from hub.store.columns import Id, Word, required
from hub.store.metadata import METADATA, THROUGH_AGREEMENT, WALL, WRITTEN_ONCE
from hub.store.work import Work
from schemas.record import record

AGREEMENT_NOTICES = Table(
    "agreement_notices",
    METADATA,
    required("agreement", Id, ForeignKey("agreements.id"), primary_key=True),
    required("kind", Word, primary_key=True),
    required("day", Date(), primary_key=True),
    info={WALL: THROUGH_AGREEMENT, WRITTEN_ONCE: True},
)


@record
class AgreementNotice:
    """The parties of an agreement were told on a day that it ends soon, or that it has ended."""

    agreement: str
    kind: str
    day: date


def note(work: Work, notice: AgreementNotice) -> bool:
    """Note that a notice was given; False where it was before."""
    return work.add_if_absent(AGREEMENT_NOTICES, notice)
