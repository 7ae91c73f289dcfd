"""The keys by which a sender may send a request twice (IETF draft, Idempotency-Key)."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Table, and_, delete, select

from hub.platform.canonical import digest_of_text
from hub.store.columns import Digest, Id, Instant, optional, required
from hub.store.metadata import METADATA, WALL, WORKING
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

IDEMPOTENCY_KEYS = Table(
    "idempotency_keys",
    METADATA,
    required("participant", Id, ForeignKey("participants.id"), primary_key=True),
    required("key", Digest, primary_key=True),
    required("submission", Id),
    required("request", Digest),
    optional("body", Digest),
    required("added_at", Instant()),
    required("expires_at", Instant(), index=True),
    info={WALL: "participant", WORKING: "the submission that a key stands for is told"},
)


@record
class IdempotencyKey:
    """A key stands for one submission; `body` is empty while its file is still being received.

    The key is kept as its digest, for senders write into it what they like; `request` is the
    digest of the headers that say what the file is, `body` that of the file.
    """

    participant: str
    key: str
    submission: str
    request: str
    added_at: datetime
    expires_at: datetime
    body: str | None = None


def reserve(
    work: Work, key: str, *, participant: str, submission: str, request: str, expires_at: datetime
) -> IdempotencyKey | None:
    """Take a key for a new submission; where it stands for one already, return that instead."""
    taken = IdempotencyKey(
        participant=participant,
        key=digest_of_text(key),
        submission=submission,
        request=request,
        added_at=work.now,
        expires_at=expires_at,
    )
    work.change(
        delete(IDEMPOTENCY_KEYS).where(
            _is(work, participant, key), IDEMPOTENCY_KEYS.c.expires_at <= work.now
        )
    )
    if work.add_if_absent(IDEMPOTENCY_KEYS, taken):
        return None
    return one(work, key, participant=participant)


def one(work: Work, key: str, *, participant: str) -> IdempotencyKey | None:
    """Return what a key of a participant stands for."""
    query = select(IDEMPOTENCY_KEYS).where(_is(work, participant, key))
    return work.one(IdempotencyKey, query)


def settle(work: Work, key: str, *, participant: str, body: str) -> None:
    """Note the digest of the file, now that all of it was received."""
    work.keep(IDEMPOTENCY_KEYS, _is(work, participant, key), body=body)


def free(work: Work, key: str, *, participant: str) -> None:
    """Give a key back whose file was not received to the end."""
    work.change(delete(IDEMPOTENCY_KEYS).where(_is(work, participant, key)))


def free_of(work: Work, submission: str) -> None:
    """Give the key back that stands for a submission whose file was not received to the end."""
    held = and_(visible(work, IDEMPOTENCY_KEYS), IDEMPOTENCY_KEYS.c.submission == submission)
    work.change(delete(IDEMPOTENCY_KEYS).where(held))


def forget(work: Work) -> int:
    """Forget the keys that have expired; return how many."""
    expired = IDEMPOTENCY_KEYS.c.expires_at <= work.now
    return work.change(delete(IDEMPOTENCY_KEYS).where(visible(work, IDEMPOTENCY_KEYS), expired))


def _is(work: Work, participant: str, key: str) -> ColumnElement[bool]:
    return and_(
        visible(work, IDEMPOTENCY_KEYS),
        IDEMPOTENCY_KEYS.c.participant == participant,
        IDEMPOTENCY_KEYS.c.key == digest_of_text(key),
    )
