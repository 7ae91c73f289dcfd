"""What payers are asked in disputes: each about a person on its own roster, and nothing of others.

A row is the payer's own: it names neither the practice that disputes nor another payer.
"""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Table, select, update

from hub.store.columns import Id, Instant, Octets, Word, optional, required
from hub.store.metadata import METADATA, WALL
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

DISPUTE_HEARINGS = Table(
    "dispute_hearings",
    METADATA,
    required("id", Id, primary_key=True),
    required("dispute", Id, ForeignKey("disputes.id"), index=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("agreement", Id, ForeignKey("agreements.id"), index=True),
    optional("token", Octets),
    required("asked_at", Instant()),
    required("due", Date()),
    optional("answer", Word),
    optional("answered_by", Id),
    optional("answered_at", Instant()),
    optional("closed_at", Instant()),
    info={WALL: "participant"},
)


@record
class Hearing:
    """A payer is asked to say by a day whether its roster is right about a person on it."""

    id: str
    dispute: str
    participant: str
    agreement: str
    token: bytes | None
    asked_at: datetime
    due: date
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None


def add(work: Work, hearing: Hearing) -> None:
    """Ask a payer."""
    work.add(DISPUTE_HEARINGS, hearing)


def one(work: Work, hearing: str) -> Hearing | None:
    """Return a hearing that this work may see."""
    query = select(DISPUTE_HEARINGS).where(
        visible(work, DISPUTE_HEARINGS), DISPUTE_HEARINGS.c.id == hearing
    )
    return work.one(Hearing, query)


def every(work: Work) -> tuple[Hearing, ...]:
    """Return the hearings that this work may see, the oldest first."""
    query = select(DISPUTE_HEARINGS).where(visible(work, DISPUTE_HEARINGS))
    order = (DISPUTE_HEARINGS.c.asked_at, DISPUTE_HEARINGS.c.id)
    return work.rows(Hearing, query.order_by(*order))


def of_dispute(work: Work, dispute: str) -> tuple[Hearing, ...]:
    """Return the hearings of a dispute that this work may see."""
    query = select(DISPUTE_HEARINGS).where(
        visible(work, DISPUTE_HEARINGS), DISPUTE_HEARINGS.c.dispute == dispute
    )
    return work.rows(Hearing, query.order_by(DISPUTE_HEARINGS.c.id))


def answer(work: Work, hearing: str, *, answer: str, by: str) -> bool:
    """Keep an answer; False where it was given before, or the dispute is over."""
    change = update(DISPUTE_HEARINGS).where(
        visible(work, DISPUTE_HEARINGS), DISPUTE_HEARINGS.c.id == hearing
    )
    waiting = (DISPUTE_HEARINGS.c.answer.is_(None), DISPUTE_HEARINGS.c.closed_at.is_(None))
    given = {"answer": answer, "answered_by": by, "answered_at": work.now}
    return work.change(change.where(*waiting).values(given)) == 1


def close(work: Work, dispute: str) -> int:
    """End what payers are asked in a dispute, and forget of whom it was; return how many it met."""
    change = update(DISPUTE_HEARINGS).where(
        visible(work, DISPUTE_HEARINGS), DISPUTE_HEARINGS.c.dispute == dispute
    )
    held = change.where(DISPUTE_HEARINGS.c.closed_at.is_(None))
    return work.change(held.values(closed_at=work.now, token=None))


def close_under(work: Work, agreement: str) -> int:
    """End what is asked about records under an agreement; return how many it met."""
    change = update(DISPUTE_HEARINGS).where(
        visible(work, DISPUTE_HEARINGS), DISPUTE_HEARINGS.c.agreement == agreement
    )
    held = change.where(DISPUTE_HEARINGS.c.closed_at.is_(None))
    return work.change(held.values(closed_at=work.now, token=None))
