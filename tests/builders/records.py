"""Rows of record tables by keyword, as typed frames of every table.

A time is one keyword: `start="2026-06-21T08:00"` fills start_day and start_instant (UTC), and
`start="2026-06-21"` the day alone. A code is (system, code); a coded column takes one or a list.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import count

import polars as pl

from schemas.column import Kind
from schemas.record import record
from schemas.records import TABLES

Coding = tuple[str, str]
CONTRIBUTOR = "contributor"
NOBODY = {CONTRIBUTOR: ""}
_numbers = count(1)


@record
class Row:
    """One row of a record table."""

    table: str
    cells: Mapping[str, object]

    def of(self, person: str) -> "Row":
        """Give the row to that person, where its table has persons."""
        return self.but(person=person) if TABLES[self.table].has_person else self

    def but(self, **cells: object) -> "Row":
        """Change some cells."""
        return Row(table=self.table, cells={**self.cells, **_cells(self.table, cells)})


def row(table: str, **cells: object) -> Row:
    """Return a row of the table; its key, where none is given, is a number of its own."""
    own_key = {table: f"{table}-{next(_numbers)}"} if table in TABLES[table].names else {}
    return Row(table=table, cells={**own_key, **_cells(table, cells)})


def frames(rows: Iterable[Row]) -> dict[str, pl.DataFrame]:
    """Return every table as a typed frame that holds these rows."""
    held: dict[str, list[Mapping[str, object]]] = {name: [] for name in TABLES}
    for one in rows:
        held[one.table].append(one.cells)
    schemas = {
        name: table.schema | {CONTRIBUTOR: pl.String()} if _says_who(held[name]) else table.schema
        for name, table in TABLES.items()
    }
    return {
        name: pl.DataFrame(
            # A row that does not say who sent it comes from one and the same sender.
            {
                column: [cells.get(column, NOBODY.get(column)) for cells in held[name]]
                for column in schema
            },
            schema=schema,
        )
        for name, schema in schemas.items()
    }


def _cells(table: str, cells: Mapping[str, object]) -> dict[str, object]:
    columns = {column.name: column for column in TABLES[table].columns}
    found: dict[str, object] = {}
    for name, value in cells.items():
        if name == CONTRIBUTOR:
            found[name] = value
        elif name not in columns:
            found |= _time(name, value, columns.keys())
        elif columns[name].kind is Kind.CODES:
            found[name] = _codes(value)
        elif columns[name].kind is Kind.DAY and isinstance(value, str):
            found[name] = date.fromisoformat(value)
        else:
            found[name] = value
    return found


def _says_who(rows: Iterable[Mapping[str, object]]) -> bool:
    """Say whether some row names who sent it, as rows from the vault do."""
    return any(CONTRIBUTOR in cells for cells in rows)


def _time(name: str, value: object, columns: Iterable[str]) -> dict[str, object]:
    if f"{name}_day" not in columns:
        raise KeyError(name)
    if value is None:
        return {f"{name}_day": None, f"{name}_instant": None}
    if isinstance(value, date):
        value = value.isoformat()
    text = str(value)
    if "T" not in text:
        return {f"{name}_day": date.fromisoformat(text), f"{name}_instant": None}
    moment = datetime.fromisoformat(text)
    instant = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return {f"{name}_day": moment.date(), f"{name}_instant": instant}


def _codes(value: object) -> list[dict[str, str]] | None:
    if value is None:
        return None
    codings = value if isinstance(value, list) else [value]
    return [{"system": system, "code": code} for system, code in codings]
