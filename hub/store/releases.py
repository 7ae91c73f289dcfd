"""The releases: proposed by one person, approved by another, signed, and never changed again.

A worker computes a release under a lease with an end, as it takes in a submission: when it dies,
another worker begins the computation anew.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, ForeignKey, Table, select

from hub.store import leased_rows
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
from hub.store.leased_rows import LEASE
from hub.store.metadata import METADATA, WRITTEN_ONCE
from hub.store.work import Work
from schemas.attribution_choice import NETWORK
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
    # The default is for releases that were proposed before there was a choice.
    required("attribution", Word, server_default=NETWORK),
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


@record
class Release:
    """A set of reports over a period; `manifest` says what they were made from and hold.

    A correction is a release of its own: the next `version`, which `replaces` the one before.
    `attribution` says whose word counts on where a person belongs.
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
    attribution: str = NETWORK
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

    `lease` is a new secret.
    """
    this_one = [] if release is None else [RELEASES.c.id == release]
    return leased_rows.claim(
        work,
        Release,
        RELEASES,
        RELEASES.c.state.in_(states),
        *this_one,
        oldest_by=[RELEASES.c.id],
        worker=worker,
        lease=lease,
        lasting=lasting,
    )


def renew(work: Work, release: Release, *, lasting: timedelta) -> Release:
    """Let the lease last longer; LostLease where it is no longer held."""
    return leased_rows.renew(work, RELEASES, release, lasting=lasting)


def let_go(work: Work, release: Release, *, again_at: datetime) -> None:
    """Give the lease back; the release is not claimed again before an instant."""
    leased_rows.let_go(work, RELEASES, release, again_at=again_at)


def advance(
    work: Work, release: Release, *, to_state: str, last: bool = False, **facts: Any
) -> Release:
    """Move a claimed release from its state to another, and set facts; LostLease as there."""
    return leased_rows.advance(work, RELEASES, release, to_state=to_state, last=last, **facts)


def move(
    work: Work, release: str, *, from_state: str, to_state: str, **facts: Any
) -> Release | None:
    """Move a release that no worker has, and set facts; None where its state is another by now."""
    return leased_rows.move(
        work, Release, RELEASES, release, from_states=(from_state,), to_state=to_state, **facts
    )


def approve(work: Work, approval: ReleaseApproval) -> bool:
    """Keep an approval; tell whether this person had not given it before."""
    return work.add_if_absent(RELEASE_APPROVALS, approval)


def approvals_of(work: Work, release: str) -> tuple[ReleaseApproval, ...]:
    """Return the approvals of a release, by time."""
    query = select(RELEASE_APPROVALS).where(RELEASE_APPROVALS.c.release == release)
    return work.rows(ReleaseApproval, query.order_by(RELEASE_APPROVALS.c.approved_at))
