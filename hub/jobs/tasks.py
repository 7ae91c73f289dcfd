"""The timed tasks: each a name, how often it runs, and what it does."""

from collections.abc import Callable
from datetime import timedelta

from hub.services.agreements.tell_of_ends import tell_of_ends
from hub.services.disputes.watch_disputes import watch_disputes
from hub.services.house import House
from hub.services.retention.destroy_records import certify_destructions
from hub.services.retention.sweep_vault import sweep_vault
from hub.services.retention.tidy import forget_what_expired
from hub.store.seals import seal
from schemas.record import record


@record
class Task:
    """A task of the hub's own; missed runs are caught up when the process starts.

    Each may be killed anywhere and run again, also beside itself in another process.
    """

    name: str
    every: timedelta
    run: Callable[[House], object]


def seal_ledger(house: House) -> object:
    """Bind the events that no seal binds yet into the signed chain."""
    return seal(house.engine, house.clock, house.ledger_signer)


TASKS = (
    Task(name="seal-ledger", every=timedelta(minutes=1), run=seal_ledger),
    Task(name="certify-destructions", every=timedelta(minutes=5), run=certify_destructions),
    Task(name="sweep-vault", every=timedelta(hours=1), run=sweep_vault),
    Task(name="tell-of-ends", every=timedelta(hours=6), run=tell_of_ends),
    Task(name="watch-disputes", every=timedelta(hours=6), run=watch_disputes),
    Task(name="forget-expired", every=timedelta(hours=1), run=forget_what_expired),
)
