"""Rows that wait for a worker: claimed under a lease with an end, and moved on by its holder alone.

When a worker dies, its lease runs out, and another worker claims the row in the state in which it
was left. `lease` is the secret of the worker that has the row, `attempts` how often one was given.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Table, and_, or_, select, update

from hub.store.metadata import WORKING
from hub.store.walls import visible
from hub.store.work import Work

# How the columns of a lease are marked in a table: keeping them needs no event.
LEASE = {WORKING: "who works on it now; what the work comes to is told"}


class LostLease(Exception):
    """The lease ran out, or another moved the row on: stop, and touch nothing."""


class Leased(Protocol):
    """What a row must say of itself to be claimed."""

    @property
    def id(self) -> str:
        """The key of the row."""
        ...

    @property
    def state(self) -> str:
        """The state in which it was read."""
        ...

    @property
    def lease(self) -> str | None:
        """The lease under which it was read."""
        ...


Row = TypeVar("Row", bound=Leased)


def nobody_has(work: Work, table: Table) -> ColumnElement[bool]:
    """Return the condition that no lease on a row is running."""
    return or_(table.c.lease_until.is_(None), table.c.lease_until <= work.now)


def is_worked_on(work: Work, table: Table) -> ColumnElement[bool]:
    """Return the condition that a live worker has a row in hand."""
    return and_(table.c.lease.is_not(None), table.c.lease_until > work.now)


def claim(
    work: Work,
    kind: type[Row],
    table: Table,
    *where: ColumnElement[bool],
    oldest_by: Collection[ColumnElement[Any]],
    worker: str,
    lease: str,
    lasting: timedelta,
) -> Row | None:
    """Take the oldest row that meets the conditions and that nobody has; None where none does.

    One statement, so that two workers never take the same. `lease` is a new secret.
    """
    waiting = select(table.c.id).where(visible(work, table), *where, nobody_has(work, table))
    oldest = waiting.order_by(*oldest_by).limit(1).with_for_update(skip_locked=True)
    return work.keep_one(
        kind,
        table,
        table.c.id == oldest.scalar_subquery(),
        worker=worker,
        lease=lease,
        lease_until=work.now + lasting,
        attempts=table.c.attempts + 1,
    )


def renew(work: Work, table: Table, row: Row, *, lasting: timedelta) -> Row:
    """Let the lease last longer; LostLease where it is no longer held."""
    held = _held(work, table, row)
    return _still(work.keep_one(type(row), table, *held, lease_until=work.now + lasting))


def let_go(work: Work, table: Table, row: Leased, *, again_at: datetime) -> None:
    """Give the lease back; the row is not claimed again before an instant."""
    held = _held(work, table, row)
    work.keep(table, *held, lease=None, worker=None, lease_until=again_at)


def advance(
    work: Work, table: Table, row: Row, *, to_state: str, last: bool = False, **facts: Any
) -> Row:
    """Move a claimed row from its state to another, and set facts; keep the lease.

    LostLease where the lease ran out or the state is another by now. `last` gives the lease back.
    """
    free = {"lease": None, "lease_until": None, "worker": None} if last else {}
    change = (
        update(table)
        .where(*_held(work, table, row), table.c.state == row.state)
        .values(state=to_state, **facts, **free)
        .returning(*table.c)
    )
    return _still(work.change_one(type(row), change))


def move(
    work: Work,
    kind: type[Row],
    table: Table,
    row: str,
    *,
    from_states: Collection[str],
    to_state: str,
    **facts: Any,
) -> Row | None:
    """Move a row that no worker has, and set facts; None where it is in none of the states."""
    change = (
        update(table)
        .where(visible(work, table), table.c.id == row, table.c.state.in_(from_states))
        .where(or_(table.c.lease.is_(None), table.c.lease_until <= work.now))
        .values(state=to_state, **facts)
        .returning(*table.c)
    )
    return work.change_one(kind, change)


def _held(work: Work, table: Table, row: Leased) -> tuple[ColumnElement[bool], ...]:
    return (
        visible(work, table),
        table.c.id == row.id,
        table.c.lease == row.lease,
        table.c.lease_until > work.now,
    )


def _still(row: Row | None) -> Row:
    if row is None:
        raise LostLease
    return row
