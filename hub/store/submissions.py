"""The submissions; this table is also the queue from which workers take them.

A worker claims a submission under a lease with an end; only its holder may move it on.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Table, func, select

from hub.store import leased_rows
from hub.store.columns import Count, Digest, Document, Id, Instant, Whole, Word, optional, required
from hub.store.leased_rows import LEASE
from hub.store.metadata import METADATA, WALL
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

SUBMISSIONS = Table(
    "submissions",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("agreement", Id, ForeignKey("agreements.id"), index=True),
    required("state", Word),
    required("basis", Word),
    required("dry_run", Boolean()),
    required("received_at", Instant()),
    required("changed_at", Instant()),
    optional("format", Word),
    optional("sha256", Digest),
    optional("size", Count),
    optional("reason", Word),
    optional("dataset", Document()),
    optional("receipt", Document()),
    optional("fault_file", Document()),
    optional("replaces", Id, ForeignKey("submissions.id")),
    required("attempts", Whole, info=LEASE),
    optional("worker", Word, info=LEASE),
    optional("lease", Id, info=LEASE),
    optional("lease_until", Instant(), info=LEASE),
    Index(None, "state", "received_at"),
    info={WALL: "participant"},
)


@record
class Submission:
    """A file that a participant handed in, and what became of it.

    `lease` is the secret of the worker that has it, until `lease_until`; `attempts` how often one
    was given; `dataset` what the vault keeps of it, `fault_file` where all of its faults are,
    `receipt` what the sender was told.
    """

    id: str
    participant: str
    agreement: str
    state: str
    basis: str
    received_at: datetime
    changed_at: datetime
    dry_run: bool = False
    format: str | None = None
    sha256: str | None = None
    size: int | None = None
    reason: str | None = None
    dataset: Mapping[str, Any] | None = None
    receipt: Mapping[str, Any] | None = None
    fault_file: Mapping[str, Any] | None = None
    replaces: str | None = None
    attempts: int = 0
    worker: str | None = None
    lease: str | None = None
    lease_until: datetime | None = None


@record
class Holding:
    """What the vault should hold of a submission; `is_worked_on`: a live worker has it in hand."""

    id: str
    state: str
    dataset: Mapping[str, Any] | None
    fault_file: Mapping[str, Any] | None
    is_worked_on: bool


@record
class Kept:
    """A submission under an agreement, and whether records of it came into the vault."""

    id: str
    agreement: str
    state: str
    has_records: bool


def add(work: Work, submission: Submission) -> None:
    """Add a submission."""
    work.add(SUBMISSIONS, submission)


def one(work: Work, submission: str) -> Submission | None:
    """Return a submission that this work may see."""
    query = select(SUBMISSIONS).where(visible(work, SUBMISSIONS), SUBMISSIONS.c.id == submission)
    return work.one(Submission, query)


def latest(
    work: Work, *, at_most: int, before: str | None = None, states: Collection[str] = ()
) -> tuple[Submission, ...]:
    """Return submissions that this work may see, the newest first; `before` is the last seen id."""
    query = select(SUBMISSIONS).where(visible(work, SUBMISSIONS))
    if before is not None:
        query = query.where(SUBMISSIONS.c.id < before)
    if states:
        query = query.where(SUBMISSIONS.c.state.in_(states))
    return work.rows(Submission, query.order_by(SUBMISSIONS.c.id.desc()).limit(at_most))


def of_agreement(work: Work, agreement: str, *, states: Collection[str]) -> tuple[Submission, ...]:
    """Return the submissions under an agreement that are in one of the states, by id."""
    query = select(SUBMISSIONS).where(visible(work, SUBMISSIONS))
    query = query.where(SUBMISSIONS.c.agreement == agreement, SUBMISSIONS.c.state.in_(states))
    return work.rows(Submission, query.order_by(SUBMISSIONS.c.id))


def kept_under(
    work: Work, agreements: Collection[str], *, states: Collection[str]
) -> tuple[Kept, ...]:
    """Return what was kept of the submissions under the agreements in one of the states, by id."""
    has_records = SUBMISSIONS.c.dataset.is_not(None).label("has_records")
    query = select(SUBMISSIONS.c.id, SUBMISSIONS.c.agreement, SUBMISSIONS.c.state, has_records)
    query = query.where(visible(work, SUBMISSIONS))
    query = query.where(SUBMISSIONS.c.agreement.in_(agreements), SUBMISSIONS.c.state.in_(states))
    return work.rows(Kept, query.order_by(SUBMISSIONS.c.id))


def in_states(work: Work, states: Collection[str]) -> tuple[str, ...]:
    """Return the ids of the submissions in one of the states."""
    query = select(SUBMISSIONS.c.id).where(visible(work, SUBMISSIONS))
    return work.values(query.where(SUBMISSIONS.c.state.in_(states)))


def holdings(work: Work) -> tuple[Holding, ...]:
    """Return what the vault holds of each submission, as far as the database says so."""
    columns = (SUBMISSIONS.c[name] for name in ("id", "state", "dataset", "fault_file"))
    worked_on = leased_rows.is_worked_on(work, SUBMISSIONS).label("is_worked_on")
    query = select(*columns, worked_on).where(visible(work, SUBMISSIONS))
    return work.rows(Holding, query)


def count_waiting(work: Work, *, states: Collection[str]) -> int:
    """Return how many submissions are in one of the states."""
    query = select(func.count()).select_from(SUBMISSIONS).where(visible(work, SUBMISSIONS))
    return int(work.value(query.where(SUBMISSIONS.c.state.in_(states))))


def claim(
    work: Work, *, worker: str, lease: str, lasting: timedelta, states: Collection[str]
) -> Submission | None:
    """Take the oldest submission in one of the states that nobody has; None where there is none.

    `lease` is a new secret.
    """
    return leased_rows.claim(
        work,
        Submission,
        SUBMISSIONS,
        SUBMISSIONS.c.state.in_(states),
        oldest_by=[SUBMISSIONS.c.received_at, SUBMISSIONS.c.id],
        worker=worker,
        lease=lease,
        lasting=lasting,
    )


def renew(work: Work, submission: Submission, *, lasting: timedelta) -> Submission:
    """Let the lease last longer; LostLease where it is no longer held."""
    return leased_rows.renew(work, SUBMISSIONS, submission, lasting=lasting)


def let_go(work: Work, submission: Submission, *, again_at: datetime) -> None:
    """Give the lease back; the submission is not claimed again before an instant."""
    leased_rows.let_go(work, SUBMISSIONS, submission, again_at=again_at)


def advance(
    work: Work, submission: Submission, *, to_state: str, last: bool = False, **facts: Any
) -> Submission:
    """Move a claimed submission from its state to another, and set facts; LostLease as there."""
    changed = {"changed_at": work.now, **facts}
    return leased_rows.advance(
        work, SUBMISSIONS, submission, to_state=to_state, last=last, **changed
    )


def move(
    work: Work, submission: str, *, from_states: Collection[str], to_state: str, **facts: Any
) -> Submission | None:
    """Move a submission that no worker has, and set facts; None where it is in no such state."""
    changed = {"changed_at": work.now, **facts}
    return leased_rows.move(
        work,
        Submission,
        SUBMISSIONS,
        submission,
        from_states=from_states,
        to_state=to_state,
        **changed,
    )


def keep_receiving(work: Work, submission: str, *, lasting: timedelta) -> bool:
    """Note that bytes of an upload still come; False where it was given up meanwhile."""
    return (
        work.keep(
            SUBMISSIONS,
            SUBMISSIONS.c.id == submission,
            SUBMISSIONS.c.state == "receiving",
            lease_until=work.now + lasting,
        )
        == 1
    )


def broken_uploads(work: Work) -> tuple[Submission, ...]:
    """Return the submissions of which no byte came for too long, as when a process died."""
    query = select(SUBMISSIONS).where(visible(work, SUBMISSIONS))
    silent = leased_rows.nobody_has(work, SUBMISSIONS)
    return work.rows(Submission, query.where(SUBMISSIONS.c.state == "receiving", silent))
