"""The releases: proposed by one person, approved by another, signed, and never changed again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Table, select, update

from hub.store.columns import (
    Digest,
    Document,
    Id,
    Instant,
    Line,
    Octets,
    Whole,
    Word,
    optional,
    required,
)
from hub.store.metadata import METADATA, WRITTEN_ONCE
from hub.store.work import Work
from schemas.record import record

RELEASES = Table(
    "releases",
    METADATA,
    required("id", Id, primary_key=True),
    required("title", Line),
    required("first_day", Date()),
    required("last_day", Date()),
    required("state", Word),
    required("version", Whole),
    optional("replaces", Id, ForeignKey("releases.id")),
    required("snapshot", Id, ForeignKey("snapshots.id")),
    required("proposed_by", Id),
    required("proposed_at", Instant()),
    optional("manifest", Document()),
    optional("manifest_hash", Digest),
    optional("signature", Octets),
    optional("key", Word),
    optional("published_at", Instant()),
)

RELEASE_APPROVALS = Table(
    "release_approvals",
    METADATA,
    required("release", Id, ForeignKey("releases.id"), primary_key=True),
    required("approver", Id, ForeignKey("users.id"), primary_key=True),
    required("manifest_hash", Digest, primary_key=True),
    required("approved_at", Instant()),
    info={WRITTEN_ONCE: True},
)


@record
class Release:
    """A set of reports over a period; `manifest` says what they were made from and hold.

    A correction is a release of its own: the next `version`, which `replaces` the one before.
    """

    id: str
    title: str
    first_day: date
    last_day: date
    state: str
    version: int
    snapshot: str
    proposed_by: str
    proposed_at: datetime
    replaces: str | None = None
    manifest: Mapping[str, Any] | None = None
    manifest_hash: str | None = None
    signature: bytes | None = None
    key: str | None = None
    published_at: datetime | None = None


@record
class ReleaseApproval:
    """A person approved what a manifest says, by its hash."""

    release: str
    approver: str
    manifest_hash: str
    approved_at: datetime


def add(work: Work, release: Release) -> None:
    """Add a release."""
    work.add(RELEASES, release)


def one(work: Work, release: str) -> Release | None:
    """Return a release."""
    return work.one(Release, select(RELEASES).where(RELEASES.c.id == release))


def every(work: Work, *, states: tuple[str, ...] = ()) -> tuple[Release, ...]:
    """Return the releases, the newest first; only those in one of the states, if any are named."""
    query = select(RELEASES).order_by(RELEASES.c.id.desc())
    return work.rows(Release, query.where(RELEASES.c.state.in_(states)) if states else query)


def move(
    work: Work, release: str, *, from_state: str, to_state: str, **facts: Any
) -> Release | None:
    """Move a release to another state and set facts; None where its state is another by now."""
    change = (
        update(RELEASES)
        .where(RELEASES.c.id == release, RELEASES.c.state == from_state)
        .values(state=to_state, **facts)
        .returning(*RELEASES.c)
    )
    return work.change_one(Release, change)


def approve(work: Work, approval: ReleaseApproval) -> bool:
    """Keep an approval; tell whether this person had not given it before."""
    return work.add_if_absent(RELEASE_APPROVALS, approval)


def approvals_of(work: Work, release: str) -> tuple[ReleaseApproval, ...]:
    """Return the approvals of a release, by time."""
    query = select(RELEASE_APPROVALS).where(RELEASE_APPROVALS.c.release == release)
    return work.rows(ReleaseApproval, query.order_by(RELEASE_APPROVALS.c.approved_at))
