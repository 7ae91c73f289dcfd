"""Wrapped keys and leases of the vault, kept in the operational database."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from hub.store import key_leases, wrapped_keys
from hub.store.work import Work
from hub.store.wrapped_keys import WrappedKey
from hub.vault.key_name import KeyName, Purpose
from hub.vault.leases import Lease
from hub.vault.wrapped_keys import AlreadyThere
from schemas.record import record

Begin = Callable[[], AbstractContextManager[Work]]


@record
class DatabaseKeys:
    """Wrapped keys as rows: a destroyed key is gone for every process with its next question."""

    begin: Begin
    look: Begin

    def get(self, names: Iterable[KeyName]) -> Mapping[KeyName, bytes]:
        """Return the wrapped keys of those names that have one."""
        asked = set(names)
        with self.look() as work:
            rows = wrapped_keys.of_submissions(work, sorted({each.submission for each in asked}))
        found = {_name(row.submission, row.purpose): row.wrapped for row in rows}
        return {name: wrapped for name, wrapped in found.items() if name in asked}

    def put(self, name: KeyName, wrapped: bytes) -> None:
        """Keep a new wrapped key; AlreadyThere where the name has one."""
        with self.begin() as work:
            kept = wrapped_keys.put(
                work,
                WrappedKey(
                    submission=name.submission,
                    purpose=name.purpose,
                    wrapped=wrapped,
                    kept_at=work.now,
                ),
            )
            if kept:
                work.tell("key-kept", subject=name.submission, purpose=str(name.purpose))
        if not kept:
            raise AlreadyThere

    def replace(self, name: KeyName, *, old: bytes, new: bytes) -> bool:
        """Keep a key wrapped anew; false where `old` is no longer what is kept."""
        with self.begin() as work:
            replaced = wrapped_keys.replace(work, name.submission, name.purpose, old=old, new=new)
            if replaced:
                work.tell("key-rewrapped", subject=name.submission, purpose=str(name.purpose))
        return replaced

    def destroy(self, name: KeyName) -> bool:
        """Destroy the wrapped key; tell whether there was one."""
        with self.begin() as work:
            destroyed = wrapped_keys.destroy(work, name.submission, name.purpose)
            if destroyed:
                work.tell("key-destroyed", subject=name.submission, purpose=str(name.purpose))
        return destroyed

    def names(self) -> Iterator[KeyName]:
        """Yield every name that has a key."""
        with self.look() as work:
            found = wrapped_keys.names(work)
        for submission, purpose in found:
            yield _name(submission, purpose)


@record
class DatabaseLeases:
    """Leases as rows, seen by every process as soon as they are taken."""

    begin: Begin
    look: Begin

    def take(self, submissions: Collection[str], *, until: datetime) -> str:
        """Enter a lease and return its id."""
        with self.begin() as work:
            return key_leases.take(work, submissions, until=until).id

    def extend(self, lease: str, *, until: datetime) -> None:
        """Let a lease last longer; a stopped one stays stopped."""
        with self.begin() as work:
            key_leases.extend(work, lease, until=until)

    def release(self, lease: str) -> None:
        """End a lease."""
        with self.begin() as work:
            key_leases.release(work, lease)

    def of(self, submission: str) -> list[Lease]:
        """Return the leases on a submission, those that have run out as well."""
        with self.look() as work:
            held = key_leases.of_submission(work, submission)
            return [
                Lease(
                    id=each.id,
                    submissions=key_leases.submissions_of(work, each.id),
                    until=each.until,
                    stopped=each.stopped,
                )
                for each in held
            ]

    def stop(self, submission: str) -> None:
        """Ask every run that has a lease on a submission to stop."""
        with self.begin() as work:
            key_leases.stop(work, submission)

    def stopped(self, lease: str) -> bool:
        """Tell whether a run was asked to stop; a lease that is gone counts as stopped."""
        with self.look() as work:
            held = key_leases.one(work, lease)
        return held is None or held.stopped


def _name(submission: str, purpose: str) -> KeyName:
    return KeyName(submission=submission, purpose=Purpose(purpose))
