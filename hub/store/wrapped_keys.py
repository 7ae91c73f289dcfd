"""The wrapped keys of the vault: one for each submission and purpose; a destroyed key has no row.

Nothing is kept in memory: who asks, asks the database, so a key that was destroyed is gone for
every process with its next question.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Table, delete, select, update

from hub.store.columns import Id, Instant, Octets, Word, required
from hub.store.metadata import METADATA
from hub.store.work import Work
from schemas.record import record

WRAPPED_KEYS = Table(
    "wrapped_keys",
    METADATA,
    required("submission", Id, primary_key=True),
    required("purpose", Word, primary_key=True),
    required("wrapped", Octets),
    required("kept_at", Instant()),
)


@record
class WrappedKey:
    """The key of a submission for a purpose, wrapped by a master key."""

    submission: str
    purpose: str
    wrapped: bytes
    kept_at: datetime


def of_submissions(work: Work, submissions: Collection[str]) -> tuple[WrappedKey, ...]:
    """Return every wrapped key of some submissions."""
    query = select(WRAPPED_KEYS).where(WRAPPED_KEYS.c.submission.in_(submissions))
    return work.rows(WrappedKey, query)


def put(work: Work, key: WrappedKey) -> bool:
    """Keep a key; False where one of that name is kept already."""
    return work.add_if_absent(WRAPPED_KEYS, key)


def replace(work: Work, submission: str, purpose: str, *, old: bytes, new: bytes) -> bool:
    """Keep a key wrapped anew; False where `old` is no longer what is kept."""
    change = (
        update(WRAPPED_KEYS)
        .where(WRAPPED_KEYS.c.submission == submission, WRAPPED_KEYS.c.purpose == purpose)
        .where(WRAPPED_KEYS.c.wrapped == old)
        .values(wrapped=new, kept_at=work.now)
    )
    return work.change(change) == 1


def destroy(work: Work, submission: str, purpose: str) -> bool:
    """Remove a key; tell whether there was one."""
    gone = delete(WRAPPED_KEYS).where(
        WRAPPED_KEYS.c.submission == submission, WRAPPED_KEYS.c.purpose == purpose
    )
    return work.change(gone) == 1


def names(work: Work) -> tuple[tuple[str, str], ...]:
    """Return the submission and purpose of every key, in order."""
    query = select(WRAPPED_KEYS).order_by(WRAPPED_KEYS.c.submission, WRAPPED_KEYS.c.purpose)
    return tuple((key.submission, key.purpose) for key in work.rows(_Name, query))


@record
class _Name:
    submission: str
    purpose: str
