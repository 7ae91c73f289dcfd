"""The disputes over where a person is counted, by re-keyed token; who opened one, and its end.

The token as its owner sent it lies here sealed, so that the owner reads of whom it is. Both go when
the records that the dispute is about are destroyed.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Table, select, update

from hub.store.columns import Digest, Id, Instant, Octets, Word, optional, required
from hub.store.metadata import METADATA, WALL
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

DISPUTES = Table(
    "disputes",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("agreement", Id, ForeignKey("agreements.id"), index=True),
    optional("person", Digest, index=True),
    optional("token", Octets),
    required("says", Word),
    required("stood", Word),
    required("state", Word),
    required("first_day", Date()),
    required("last_day", Date()),
    required("opened_by", Id),
    required("opened_at", Instant()),
    required("due", Date()),
    optional("reminded_at", Instant()),
    optional("decided_by", Id),
    optional("decided_at", Instant()),
    optional("counts_from", Date()),
    optional("closed_at", Instant()),
    info={WALL: "participant"},
)


@record
class Dispute:
    """A practice says that a person is its own, or is not, in the period of a release.

    `stood` is where the person was counted as it was opened. A decision counts in releases of
    periods that begin on `counts_from` or later.
    """

    id: str
    participant: str
    agreement: str
    person: str | None
    token: bytes | None
    says: str
    stood: str
    state: str
    first_day: date
    last_day: date
    opened_by: str
    opened_at: datetime
    due: date
    reminded_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    counts_from: date | None = None
    closed_at: datetime | None = None


def add(work: Work, dispute: Dispute) -> None:
    """Enter a dispute."""
    work.add(DISPUTES, dispute)


def one(work: Work, dispute: str) -> Dispute | None:
    """Return a dispute that this work may see."""
    query = select(DISPUTES).where(visible(work, DISPUTES), DISPUTES.c.id == dispute)
    return work.one(Dispute, query)


def every(work: Work, *, states: Collection[str] = ()) -> tuple[Dispute, ...]:
    """Return the disputes that this work may see, the oldest first; in those states, if any."""
    query = select(DISPUTES).where(visible(work, DISPUTES))
    chosen = query.where(DISPUTES.c.state.in_(states)) if states else query
    return work.rows(Dispute, chosen.order_by(DISPUTES.c.opened_at, DISPUTES.c.id))


def of_person(
    work: Work, participant: str, person: str, *, states: Collection[str]
) -> Dispute | None:
    """Return a dispute of a participant over a person in one of the states."""
    mine = (DISPUTES.c.participant == participant, DISPUTES.c.person == person)
    query = select(DISPUTES).where(visible(work, DISPUTES), *mine, DISPUTES.c.state.in_(states))
    return work.one(Dispute, query)


def move(work: Work, dispute: Dispute, *, to_state: str, **facts: Any) -> bool:
    """Move a dispute from its state to another, and set facts; False where it moved meanwhile."""
    change = update(DISPUTES).where(visible(work, DISPUTES), DISPUTES.c.id == dispute.id)
    known = change.where(DISPUTES.c.state == dispute.state)
    return work.change(known.values(state=to_state, **facts)) == 1


def note_reminder(work: Work, dispute: str) -> bool:
    """Note that the parties were reminded; False where they were before."""
    change = update(DISPUTES).where(visible(work, DISPUTES), DISPUTES.c.id == dispute)
    fresh = change.where(DISPUTES.c.reminded_at.is_(None))
    return work.change(fresh.values(reminded_at=work.now)) == 1


def forget_persons(work: Work, agreement: str) -> int:
    """Forget of whom the disputes under an agreement are; return how many there were."""
    change = update(DISPUTES).where(visible(work, DISPUTES), DISPUTES.c.agreement == agreement)
    known = change.where(DISPUTES.c.person.is_not(None))
    return work.change(known.values(person=None, token=None))
