"""The sessions of people: kept here, so that one can be ended here."""

from datetime import datetime, timedelta

from sqlalchemy import Boolean, ColumnElement, ForeignKey, Table, delete, select, update

from hub.platform.canonical import digest_of_text
from hub.store.columns import Digest, Id, Instant, optional, required
from hub.store.metadata import METADATA, WALL, WORKING
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

# So much the clocks of two machines of the hub may differ. Were a session good that was used later
# than that, then setting the clock back would let it live longer.
AHEAD = timedelta(minutes=1)
SESSIONS = Table(
    "sessions",
    METADATA,
    required("id", Digest, primary_key=True),
    required("user", Id, ForeignKey("users.id"), index=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("second_factor", Boolean()),
    required("started_at", Instant()),
    required("seen_at", Instant(), info={WORKING: "the time of the last request"}),
    required("ends_at", Instant(), index=True),
    optional("ended_at", Instant()),
    info={WALL: "participant"},
)


@record
class Session:
    """`id` is the digest of the secret in the cookie: who reads the table cannot sign in."""

    id: str
    user: str
    participant: str
    second_factor: bool
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


def add(work: Work, session: Session) -> None:
    """Add a session."""
    work.add(SESSIONS, session)


def live(work: Work, secret: str, *, idle: timedelta) -> Session | None:
    """Return the session of a cookie, unless it was ended, is too old, or was idle too long."""
    query = (
        select(SESSIONS)
        .where(visible(work, SESSIONS), SESSIONS.c.id == digest_of_text(secret))
        .where(SESSIONS.c.ended_at.is_(None), SESSIONS.c.ends_at > work.now)
        .where(*_used_lately(work, idle))
    )
    return work.one(Session, query)


def live_of(work: Work, user: str, *, idle: timedelta) -> tuple[Session, ...]:
    """Return the sessions of a user that are live, the last used first."""
    query = (
        select(SESSIONS)
        .where(visible(work, SESSIONS), SESSIONS.c.user == user, SESSIONS.c.second_factor)
        .where(SESSIONS.c.ended_at.is_(None), SESSIONS.c.ends_at > work.now)
        .where(*_used_lately(work, idle))
        .order_by(SESSIONS.c.seen_at.desc(), SESSIONS.c.id)
    )
    return work.rows(Session, query)


def note_seen(work: Work, session: Session) -> None:
    """Note that the session was used now."""
    work.keep(SESSIONS, SESSIONS.c.id == session.id, seen_at=work.now)


def end(work: Work, session: str) -> bool:
    """End a session; tell whether it was live."""
    change = update(SESSIONS).where(visible(work, SESSIONS)).values(ended_at=work.now)
    return work.change(change.where(SESSIONS.c.id == session, SESSIONS.c.ended_at.is_(None))) == 1


def end_all_of(work: Work, user: str) -> int:
    """End the sessions of a user; return how many were live."""
    change = update(SESSIONS).where(visible(work, SESSIONS)).values(ended_at=work.now)
    return work.change(change.where(SESSIONS.c.user == user, SESSIONS.c.ended_at.is_(None)))


def forget(work: Work, *, before: datetime) -> int:
    """Remove sessions that ended by themselves before an instant; return how many."""
    gone = delete(SESSIONS).where(visible(work, SESSIONS), SESSIONS.c.ends_at < before)
    return work.change(gone)


def _used_lately(work: Work, idle: timedelta) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a session was used, not too long ago and not in the future."""
    return SESSIONS.c.seen_at > work.now - idle, SESSIONS.c.seen_at <= work.now + AHEAD
