"""A lease on submissions for as long as a block runs; certificates of destruction wait for it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from hub.vault.vault import Vault

LASTING = timedelta(minutes=30)
# How long a run may go on after it was asked to stop: a run of many files does not ask for each.
ASKED_EVERY = timedelta(seconds=1)


class Stopped(Exception):
    """The run lost its lease: a key that it holds was destroyed, or its time ran out."""


class HeldLease:
    """The lease of a running block; `check` between two steps of the work."""

    def __init__(self, vault: Vault, lease: str, *, lasting: timedelta, until: datetime) -> None:
        self._vault, self._lease = vault, lease
        self._lasting, self._until = lasting, until
        self._asked = until - lasting

    def check(self) -> None:
        """Go on and extend the lease when half of it is over; Stopped where the run must end."""
        now = self._vault.clock()
        if now >= self._until:
            raise Stopped
        # A clock that was set back shows an earlier hour than that of the last question.
        if self._asked <= now < self._asked + ASKED_EVERY:
            return
        self._asked = now
        if self._vault.leases.stopped(self._lease):
            raise Stopped
        if now >= self._until - self._lasting / 2:
            self._until = now + self._lasting
            self._vault.leases.extend(self._lease, until=self._until)


@contextmanager
def leased(
    vault: Vault, submissions: Collection[str], *, lasting: timedelta = LASTING
) -> Iterator[HeldLease]:
    """Hold a lease while the block runs; take it before asking for a key, and `check` it often."""
    until = vault.clock() + lasting
    lease = vault.leases.take(submissions, until=until)
    try:
        yield HeldLease(vault, lease, lasting=lasting, until=until)
    finally:
        vault.leases.release(lease)
