"""Invitations: the address by which a person sets the own password, once, within some days."""

from datetime import datetime

from sqlalchemy import ForeignKey, Table, delete, select, update

from hub.platform.canonical import digest_of_text
from hub.store.columns import Digest, Id, Instant, optional, required
from hub.store.metadata import METADATA, WALL
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

INVITATIONS = Table(
    "invitations",
    METADATA,
    required("id", Digest, primary_key=True),
    required("user", Id, ForeignKey("users.id"), index=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("added_at", Instant()),
    required("expires_at", Instant()),
    optional("ended_at", Instant()),
    info={WALL: "participant"},
)


@record
class Invitation:
    """`id` is the digest of the secret in the address: who reads the table cannot use it."""

    id: str
    user: str
    participant: str
    added_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


def add(work: Work, invitation: Invitation) -> None:
    """Add an invitation."""
    work.add(INVITATIONS, invitation)


def live(work: Work, secret: str) -> Invitation | None:
    """Return the invitation of a secret, unless it was used, taken back, or is too old."""
    query = (
        select(INVITATIONS)
        .where(visible(work, INVITATIONS), INVITATIONS.c.id == digest_of_text(secret))
        .where(INVITATIONS.c.ended_at.is_(None), INVITATIONS.c.expires_at > work.now)
    )
    return work.one(Invitation, query)


def waiting(work: Work) -> tuple[Invitation, ...]:
    """Return the invitations that may still be used, by time."""
    query = (
        select(INVITATIONS)
        .where(visible(work, INVITATIONS))
        .where(INVITATIONS.c.ended_at.is_(None), INVITATIONS.c.expires_at > work.now)
        .order_by(INVITATIONS.c.added_at)
    )
    return work.rows(Invitation, query)


def end_all_of(work: Work, user: str) -> int:
    """Let no invitation of a user count any more; return how many did."""
    change = update(INVITATIONS).where(visible(work, INVITATIONS), INVITATIONS.c.user == user)
    return work.change(change.where(INVITATIONS.c.ended_at.is_(None)).values(ended_at=work.now))


def forget(work: Work, *, before: datetime) -> int:
    """Remove invitations that ran out before an instant; return how many."""
    gone = delete(INVITATIONS).where(visible(work, INVITATIONS), INVITATIONS.c.expires_at < before)
    return work.change(gone)
