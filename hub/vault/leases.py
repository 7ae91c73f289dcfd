"""Leases: which runs hold keys of which submissions, and until when."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hub.platform.ids import new_id
from hub.vault.durable import new_file, replace_file
from schemas.record import record


@record
class Lease:
    """A run that may hold keys of these submissions until an instant."""

    id: str
    submissions: frozenset[str]
    until: datetime
    stopped: bool = False


class Leases(Protocol):
    """The leases of every process of the hub; a run takes one before it asks for a key.

    Two tables of a database do it: the lease, and the submissions of each.
    """

    def take(self, submissions: Collection[str], *, until: datetime) -> str:
        """Enter a lease, seen by every process before this returns, and return its id."""
        ...

    def extend(self, lease: str, *, until: datetime) -> None:
        """Let a lease last longer."""
        ...

    def release(self, lease: str) -> None:
        """End a lease: its run has dropped every key."""
        ...

    def of(self, submission: str) -> list[Lease]:
        """Return the leases on a submission, those that have run out as well."""
        ...

    def stop(self, submission: str) -> None:
        """Ask every run that has a lease on a submission to stop."""
        ...

    def stopped(self, lease: str) -> bool:
        """Tell whether a run was asked to stop; a lease that is gone counts as stopped."""
        ...


@record
class LeaseFolder:
    """Leases as files of one folder, for a hub without a database: demo, home, tests."""

    folder: Path

    def take(self, submissions: Collection[str], *, until: datetime) -> str:
        """Enter a lease and return its id."""
        lease = Lease(id=new_id(), submissions=frozenset(submissions), until=until)
        new_file(self._path(lease.id), _document(lease))
        return lease.id

    def extend(self, lease: str, *, until: datetime) -> None:
        """Let a lease last longer; a stopped one stays stopped."""
        if held := self._read(lease):
            longer = Lease(id=lease, submissions=held.submissions, until=until)
            replace_file(self._path(lease), _document(longer))

    def release(self, lease: str) -> None:
        """End a lease."""
        for path in (self._path(lease), self._stop_path(lease)):
            path.unlink(missing_ok=True)

    def of(self, submission: str) -> list[Lease]:
        """Return the leases on a submission."""
        return [lease for lease in self._all() if submission in lease.submissions]

    def stop(self, submission: str) -> None:
        """Ask every run that has a lease on a submission to stop."""
        for lease in self.of(submission):
            # A file of its own: no read and write of the lease that its run may be extending.
            replace_file(self._stop_path(lease.id), b"")

    def stopped(self, lease: str) -> bool:
        """Tell whether a run was asked to stop; a lease that is gone counts as stopped."""
        held = self._read(lease)
        return held is None or held.stopped

    def _all(self) -> Iterator[Lease]:
        for path in sorted(self.folder.glob("*.lease")):
            if lease := self._read(path.stem):
                yield lease

    def _read(self, lease: str) -> Lease | None:
        try:
            held = json.loads(self._path(lease).read_bytes())
        except FileNotFoundError:
            return None
        return Lease(
            id=lease,
            submissions=frozenset(held["submissions"]),
            until=datetime.fromisoformat(held["until"]),
            stopped=self._stop_path(lease).exists(),
        )

    def _path(self, lease: str) -> Path:
        return self.folder / f"{lease}.lease"

    def _stop_path(self, lease: str) -> Path:
        return self.folder / f"{lease}.stop"


def _document(lease: Lease) -> bytes:
    held = {"submissions": sorted(lease.submissions), "until": lease.until.isoformat()}
    return json.dumps(held).encode()
