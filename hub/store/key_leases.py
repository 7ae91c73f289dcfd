"""The leases of runs that hold keys in memory: of which submissions, and until when."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Select, Table, delete, select, update

from hub.store.columns import Id, Instant, required
from hub.store.metadata import METADATA, WORKING
from hub.store.work import Work
from schemas.record import record

HELD = {WORKING: "a run holds keys for a while; what it makes of them is told"}

KEY_LEASES = Table(
    "key_leases",
    METADATA,
    required("id", Id, primary_key=True),
    required("until", Instant()),
    required("stopped", Boolean()),
    info=HELD,
)

KEY_LEASE_SUBMISSIONS = Table(
    "key_lease_submissions",
    METADATA,
    required("lease", Id, ForeignKey("key_leases.id", ondelete="CASCADE"), primary_key=True),
    required("submission", Id, primary_key=True, index=True),
    info=HELD,
)


@record
class KeyLease:
    """A run may hold keys until an instant; `stopped`: it was asked to drop them."""

    id: str
    until: datetime
    stopped: bool = False


@record
class KeyLeaseSubmission:
    """A lease is on the keys of a submission."""

    lease: str
    submission: str


def take(work: Work, submissions: Collection[str], *, until: datetime) -> KeyLease:
    """Enter a lease on submissions."""
    lease = KeyLease(id=work.new_id(), until=until)
    work.add(KEY_LEASES, lease)
    work.add_all(
        KEY_LEASE_SUBMISSIONS,
        [KeyLeaseSubmission(lease=lease.id, submission=each) for each in sorted(submissions)],
    )
    return lease


def extend(work: Work, lease: str, *, until: datetime) -> None:
    """Let a lease last longer; a stopped one stays stopped."""
    work.change(update(KEY_LEASES).where(KEY_LEASES.c.id == lease).values(until=until))


def release(work: Work, lease: str) -> None:
    """End a lease."""
    of_lease = KEY_LEASE_SUBMISSIONS.c.lease == lease
    work.change(delete(KEY_LEASE_SUBMISSIONS).where(of_lease))
    work.change(delete(KEY_LEASES).where(KEY_LEASES.c.id == lease))


def of_submission(work: Work, submission: str) -> tuple[KeyLease, ...]:
    """Return the leases on a submission, those that have run out as well."""
    return work.rows(KeyLease, select(KEY_LEASES).where(KEY_LEASES.c.id.in_(_on(submission))))


def submissions_of(work: Work, lease: str) -> frozenset[str]:
    """Return the submissions that a lease is on."""
    query = select(KEY_LEASE_SUBMISSIONS.c.submission)
    return frozenset(work.values(query.where(KEY_LEASE_SUBMISSIONS.c.lease == lease)))


def stop(work: Work, submission: str) -> None:
    """Ask every run that has a lease on a submission to stop."""
    change = update(KEY_LEASES).where(KEY_LEASES.c.id.in_(_on(submission)))
    work.change(change.values(stopped=True))


def one(work: Work, lease: str) -> KeyLease | None:
    """Return a lease, or None where it was ended."""
    return work.one(KeyLease, select(KEY_LEASES).where(KEY_LEASES.c.id == lease))


def forget(work: Work, *, before: datetime) -> int:
    """Remove the leases that ran out before an instant, whose runs died; return how many."""
    old = select(KEY_LEASES.c.id).where(KEY_LEASES.c.until < before)
    work.change(delete(KEY_LEASE_SUBMISSIONS).where(KEY_LEASE_SUBMISSIONS.c.lease.in_(old)))
    return work.change(delete(KEY_LEASES).where(KEY_LEASES.c.until < before))


def _on(submission: str) -> Select[str]:
    return select(KEY_LEASE_SUBMISSIONS.c.lease).where(
        KEY_LEASE_SUBMISSIONS.c.submission == submission
    )
