"""A piece of work: one transaction, one instant, and what the ledger is told of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    CursorResult,
    Delete,
    Engine,
    Executable,
    FromClause,
    RowMapping,
    Select,
    Table,
    Update,
    insert,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningDelete, ReturningUpdate

from hub.platform.clock import Clock
from hub.platform.ids import Ids
from hub.store import events
from hub.store.engine import READING
from hub.store.metadata import WORKING
from hub.store.walls import EVERY_PARTICIPANT, NO_PARTICIPANT, check_owner, check_walls, visible
from schemas.event import Event, Fact, check

Record = TypeVar("Record")
Query = Select[Any] | CompoundSelect[Any]
Change = Update | Delete


class Unaudited(Exception):
    """Work that changed something and told nobody."""


class NotWorking(Exception):
    """A column that is no working state was to be changed without an event."""


class Work:
    """What the functions of the store are given: rows come and go as frozen records."""

    def __init__(
        self, connection: Connection, *, now: datetime, new_id: Ids, within: str, reading: bool
    ) -> None:
        self._connection = connection
        self._reading = reading
        self.now = now
        self.new_id = new_id
        self.within = within
        self.events: list[Event] = []
        self.changes = 0

    def rows(self, kind: type[Record], statement: Query) -> tuple[Record, ...]:
        """Return what a query finds, as records."""
        found = self._find(statement).mappings().all()
        return tuple(_record(kind, row) for row in found)

    def rows_by(
        self, kind: type[Record], statement: Query, key: str
    ) -> dict[str, tuple[Record, ...]]:
        """Return what a query finds, as records in its order, by what each holds under a name."""
        found: defaultdict[str, tuple[Record, ...]] = defaultdict(tuple)
        for each in self.rows(kind, statement):
            found[getattr(each, key)] += (each,)
        return dict(found)

    def one(self, kind: type[Record], statement: Query) -> Record | None:
        """Return the first row that a query finds, or None."""
        return next(iter(self.rows(kind, statement)), None)

    def value(self, statement: Query) -> Any:
        """Return the first column of the first row that a query finds, or None."""
        return self._find(statement).scalar()

    def values(self, statement: Query) -> tuple[Any, ...]:
        """Return the first column of what a query finds."""
        return tuple(self._find(statement).scalars())

    def add(self, table: Table, record: object) -> None:
        """Add a record as a row."""
        self._run(insert(table), _checked(self, table, record))
        self._count(table, 1)

    def add_all(self, table: Table, records: Sequence[object]) -> None:
        """Add records as rows, in one statement."""
        if records:
            self._run(insert(table), [_checked(self, table, record) for record in records])
            self._count(table, len(records))

    def add_if_absent(self, table: Table, record: object) -> bool:
        """Add a record unless its key is taken; tell whether it was added."""
        # The key that comes back tells: an older row's would not.
        key = next(iter(table.primary_key.columns))
        statement = self._insert(table).on_conflict_do_nothing().returning(key)
        added = self._run(statement, _checked(self, table, record)).first() is not None
        self._count(table, int(added))
        return added

    def change(self, statement: Change) -> int:
        """Run an update or a delete; return how many rows it met."""
        count = int(self._run(statement).rowcount)
        self._count(statement.table, count)
        return count

    def change_one(
        self, kind: type[Record], statement: ReturningUpdate[Any] | ReturningDelete[Any]
    ) -> Record | None:
        """Run a change that returns the row that it met; None where it met none."""
        found = self._run(statement).mappings().first()
        self._count(statement.table, int(found is not None))
        return None if found is None else _record(kind, found)

    def keep(self, table: Table, *where: ColumnElement[bool], **values: Any) -> int:
        """Change working state, which needs no event; return how many rows it met."""
        return int(self._run(self._kept(table, where, values)).rowcount)

    def keep_one(
        self, kind: type[Record], table: Table, *where: ColumnElement[bool], **values: Any
    ) -> Record | None:
        """Change working state of one row and return it; None where it met none."""
        found = self._run(self._kept(table, where, values).returning(*table.c)).mappings().first()
        return None if found is None else _record(kind, found)

    def tell(
        self, name: str, *, actor: str = "", subject: str = "", participant: str = "", **facts: Fact
    ) -> None:
        """Write an event with this work; `participant` is whom it concerns, if not `within`."""
        own = "" if self.within in {EVERY_PARTICIPANT, NO_PARTICIPANT} else self.within
        concerned = participant or own
        event = Event(name=name, actor=actor, subject=subject, participant=concerned, facts=facts)
        check(event)
        self.events.append(event)

    def _find(self, statement: Query) -> CursorResult[Any]:
        if getattr(statement, "is_dml", False):
            raise Unaudited("a change in the place of a query")
        return self._run(statement)

    def _run(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        check_walls(self, statement)
        if self._reading and getattr(statement, "is_dml", False):
            raise Unaudited("a change in work that only reads")
        return self._connection.execute(statement, values)

    def _kept(
        self, table: Table, where: tuple[ColumnElement[bool], ...], values: dict[str, Any]
    ) -> Update:
        for name in values:
            if WORKING not in table.c[name].info and WORKING not in table.info:
                raise NotWorking(f"{table.name}.{name}")
        return update(table).where(visible(self, table), *where).values(values)

    def _count(self, table: FromClause, rows: int) -> None:
        working = isinstance(table, Table) and WORKING in table.info
        self.changes += 0 if working else max(rows, 0)

    def _insert(self, table: Table) -> Any:
        dialects = {"sqlite": sqlite, "postgresql": postgresql}
        return dialects[self._connection.dialect.name].insert(table)


@contextmanager
def begin(
    engine: Engine, clock: Clock, ids: Ids, *, within: str = NO_PARTICIPANT
) -> Iterator[Work]:
    """Commit what the block does, unless it raises, or changes things without telling.

    `within` is the participant for whom the work is done; EVERY_PARTICIPANT for the hub's own
    work. Without it the work sees and changes nothing that belongs to a participant.
    """
    with engine.begin() as connection:
        _set_within(connection, within)
        work = Work(connection, now=clock(), new_id=ids, within=within, reading=False)
        yield work
        if work.changes and not work.events:
            raise Unaudited
        if work.events:
            events.write(connection, work.events, at=work.now)


@contextmanager
def look(engine: Engine, clock: Clock, ids: Ids, *, within: str = NO_PARTICIPANT) -> Iterator[Work]:
    """Let the block read, all of it at one moment, and change nothing; it waits for no writer."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # One snapshot for all that is read, and no way to write.
            connection.execution_options(
                postgresql_readonly=True, isolation_level="REPEATABLE READ"
            )
        connection.execution_options(**{READING: True})
        with connection.begin():
            _set_within(connection, within)
            yield Work(connection, now=clock(), new_id=ids, within=within, reading=True)


def _set_within(connection: Connection, within: str) -> None:
    if connection.dialect.name == "postgresql":
        setting = text("select set_config('hub.participant', :within, true)")
        connection.execute(setting, {"within": within})


def _record(kind: type[Record], row: RowMapping) -> Record:
    return kind(**{each.name: row[each.name] for each in fields(kind)})  # type: ignore[arg-type]


def _checked(work: Work, table: Table, record: Any) -> dict[str, Any]:
    values = {each.name: getattr(record, each.name) for each in fields(record)}
    check_owner(work, table, values)
    return values
