"""One row in every table for each of some participants, so that walls have something to hide."""

from datetime import date

from sqlalchemy import Boolean, Connection, Date, Integer, LargeBinary, Table, insert, text

from hub.store.columns import Document, Instant, Words
from hub.store.metadata import whole_metadata
from hub.store.walls import EVERY_PARTICIPANT
from tests.builders.times import START

NORTH, SOUTH = "north-plan", "south-clinic"


def fill(connection: Connection, *participants: str) -> None:
    """Fill every table but those of the ledger and of roles."""
    see(connection, EVERY_PARTICIPANT)
    roles = connection.execute(text("select name from roles order by name")).scalars().all()
    for table in whole_metadata().sorted_tables:
        if table.name in {"roles", "role_scopes", "seals"}:
            continue
        for participant in participants:
            row = row_of(table, participant)
            if "role" in row:
                row["role"] = roles[0]
            connection.execute(insert(table).inline(), [row])


def row_of(table: Table, participant: str) -> dict[str, object]:
    """Return a row of the table that belongs to the participant."""
    return {
        column.name: _value(table, column, participant) for column in table.c if not column.identity
    }


def see(connection: Connection, within: str) -> None:
    """Say for whom the transaction is, as `begin` does."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("select set_config('hub.participant', :within, true)"), {"within": within}
        )


def _value(table: Table, column, participant: str) -> object:
    if column.name in {"participant", "recipient"}:
        return participant
    if column.nullable and (column.name.endswith("_at") or column.name == "certificate"):
        return None  # what would mean that the row has come to its end
    for key in column.foreign_keys:
        target = key.column.table
        if target is table:
            return None
        return (
            participant
            if target.name == "participants"
            else _value(target, key.column, participant)
        )
    return _of_type(column, table.name, participant)


def _of_type(column, table: str, participant: str) -> object:
    kind = column.type
    if isinstance(kind, Instant):
        return START
    if isinstance(kind, Words):
        return ("submission.read",)
    if isinstance(kind, Document):
        return {}
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Date):
        return date(2026, 3, 2)
    if isinstance(kind, Integer):
        alone = column.primary_key and len(column.table.primary_key.columns) == 1
        return len(participant) if alone else 1
    if isinstance(kind, LargeBinary):
        return participant.encode()
    if table == "participants" and column.name == "id":
        return participant
    if column.name == "state" and table == "participants":
        return "OR"
    return f"{participant}-{column.name}"
