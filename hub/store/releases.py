"""The releases: proposed by one person, approved by another, signed, and never changed again.

A worker computes a release under a lease with an end, as it takes in a submission: when it dies,
another worker begins the computation anew.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, ForeignKey, Table, or_, select, update

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
from hub.store.metadata import METADATA, WORKING, WRITTEN_ONCE
from hub.store.work import Work
from schemas.record import record

LEASE = {WORKING: "who computes it now; what the computation comes to is told"}

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
    required("attempts", Whole, info=LEASE, server_default="0"),
    optional("worker", Word, info=LEASE),
    optional("lease", Id, info=LEASE),
    optional("lease_until", Instant(), info=LEASE),
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


class LostRelease(Exception):
    """The lease ran out, or another moved the release on: stop, and touch nothing."""


@record
class Release:
    """A set of reports over a period; `manifest` says what they were made from and hold.

    A correction is a release of its own: the next `version`, which `replaces` the one before.
    `lease` is the secret of the worker that computes it, until `lease_until`; `attempts` how often
    one was given.
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
    attempts: int = 0
    worker: str | None = None
    lease: str | None = None
    lease_until: datetime | None = None


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


def claim(
    work: Work,
    *,
    worker: str,
    lease: str,
    lasting: timedelta,
    states: Collection[str],
    release: str | None = None,
) -> Release | None:
    """Take the oldest release in one of the states that nobody has, or that one; None: none such.

    One statement, so that two workers never take the same. `lease` is a new secret.
    """
    due = or_(RELEASES.c.lease_until.is_(None), RELEASES.c.lease_until <= work.now)
    waiting = select(RELEASES.c.id).where(RELEASES.c.state.in_(states), due)
    if release is not None:
        waiting = waiting.where(RELEASES.c.id == release)
    oldest = waiting.order_by(RELEASES.c.id).limit(1).with_for_update(skip_locked=True)
    return work.keep_one(
        Release,
        RELEASES,
        RELEASES.c.id == oldest.scalar_subquery(),
        worker=worker,
        lease=lease,
        lease_until=work.now + lasting,
        attempts=RELEASES.c.attempts + 1,
    )


def renew(work: Work, release: Release, *, lasting: timedelta) -> Release:
    """Let the lease last longer; LostRelease where it is no longer held."""
    held = _held(work, release)
    return _still(work.keep_one(Release, RELEASES, *held, lease_until=work.now + lasting))


def let_go(work: Work, release: Release, *, again_at: datetime) -> None:
    """Give the lease back; the release is not claimed again before an instant."""
    held = _held(work, release)
    work.keep(RELEASES, *held, lease=None, worker=None, lease_until=again_at)


def advance(
    work: Work, release: Release, *, to_state: str, last: bool = False, **facts: Any
) -> Release:
    """Move a claimed release from its state to another, and set facts; keep the lease.

    LostRelease where the lease ran out or the state is another by now. `last` gives it back.
    """
    free = {"lease": None, "lease_until": None, "worker": None} if last else {}
    change = (
        update(RELEASES)
        .where(*_held(work, release), RELEASES.c.state == release.state)
        .values(state=to_state, **facts, **free)
        .returning(*RELEASES.c)
    )
    return _still(work.change_one(Release, change))


def move(
    work: Work, release: str, *, from_state: str, to_state: str, **facts: Any
) -> Release | None:
    """Move a release that no worker has, and set facts; None where its state is another by now."""
    change = (
        update(RELEASES)
        .where(RELEASES.c.id == release, RELEASES.c.state == from_state)
        .where(or_(RELEASES.c.lease.is_(None), RELEASES.c.lease_until <= work.now))
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


def _held(work: Work, release: Release) -> tuple[ColumnElement[bool], ...]:
    return (
        RELEASES.c.id == release.id,
        RELEASES.c.lease == release.lease,
        RELEASES.c.lease_until > work.now,
    )


def _still(release: Release | None) -> Release:
    if release is None:
        raise LostRelease
    return release
