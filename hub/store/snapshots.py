"""The snapshots: which submissions a release was computed from, by their hashes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Table, select

from hub.store.columns import Digest, Id, Instant, required
from hub.store.metadata import METADATA, WALL, WRITTEN_ONCE
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    required("id", Id, primary_key=True),
    required("hash", Digest),
    required("taken_at", Instant()),
    required("taken_by", Id),
    info={WRITTEN_ONCE: True},
)

SNAPSHOT_SUBMISSIONS = Table(
    "snapshot_submissions",
    METADATA,
    required("snapshot", Id, ForeignKey("snapshots.id"), primary_key=True),
    required("submission", Id, ForeignKey("submissions.id"), primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("hash", Digest),
    info={WALL: "participant", WRITTEN_ONCE: True},
)


@record
class Snapshot:
    """A set of submissions at an instant; `hash` is that of all their hashes."""

    id: str
    hash: str
    taken_at: datetime
    taken_by: str


@record
class SnapshotSubmission:
    """A submission is part of a snapshot; `hash` is that of what the vault keeps of it."""

    snapshot: str
    submission: str
    participant: str
    hash: str


def add(work: Work, snapshot: Snapshot, parts: tuple[SnapshotSubmission, ...]) -> None:
    """Add a snapshot with its submissions."""
    work.add(SNAPSHOTS, snapshot)
    work.add_all(SNAPSHOT_SUBMISSIONS, parts)


def one(work: Work, snapshot: str) -> Snapshot | None:
    """Return a snapshot."""
    return work.one(Snapshot, select(SNAPSHOTS).where(SNAPSHOTS.c.id == snapshot))


def parts_of(work: Work, snapshot: str) -> tuple[SnapshotSubmission, ...]:
    """Return the submissions of a snapshot that this work may see, by id."""
    query = select(SNAPSHOT_SUBMISSIONS).where(
        visible(work, SNAPSHOT_SUBMISSIONS), SNAPSHOT_SUBMISSIONS.c.snapshot == snapshot
    )
    return work.rows(SnapshotSubmission, query.order_by(SNAPSHOT_SUBMISSIONS.c.submission))
