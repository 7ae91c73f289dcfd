"""Whose rows a piece of work may see: the first wall; row-level security is the second.

Every statement over rows that belong to participants names `visible(work, table)`. A statement
that does not is refused by `Work` before it runs, on both databases.
"""

from typing import Any, Protocol

from sqlalchemy import ColumnElement, Table, bindparam, exists, or_, true
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter

from hub.store.metadata import METADATA, OPEN, THROUGH_AGREEMENT, WALL

EVERY_PARTICIPANT = "*"
NO_PARTICIPANT = ""


class Unwalled(Exception):
    """A statement over rows of participants that does not say whose."""


class Within(Protocol):
    """A piece of work that knows for which participant it is done."""

    @property
    def within(self) -> str:
        """The participant, EVERY_PARTICIPANT or NO_PARTICIPANT."""
        ...


def visible(work: Within, table: Table) -> ColumnElement[bool]:
    """Return the condition that a row of the table is one that this work may see."""
    if work.within == EVERY_PARTICIPANT or WALL not in table.info:
        return true()
    owner: BindParameter[str] = bindparam(_evidence(table), work.within, unique=False)
    if table.info[WALL] == THROUGH_AGREEMENT:
        parties = METADATA.tables["agreement_parties"]
        agreement = table.c["id" if table.name == "agreements" else "agreement"]
        return exists().where(parties.c.agreement == agreement, parties.c.participant == owner)
    column = table.c[table.info[WALL]]
    return or_(column == owner, column.is_(None)) if OPEN in table.info else column == owner


def check_walls(work: Within, statement: Any) -> None:
    """Raise Unwalled where the statement touches a walled table without `visible`."""
    if work.within == EVERY_PARTICIPANT or getattr(statement, "is_insert", False):
        return  # whose row an insert adds is checked by `check_owner`
    found = list(visitors.iterate(statement))
    shown = {element.key for element in found if isinstance(element, BindParameter)}
    tables = {element for element in found if isinstance(element, Table)}
    for table in tables:
        if WALL in table.info and _evidence(table) not in shown and not _is_means(table, shown):
            raise Unwalled(f"a statement over {table.name} does not say whose rows")


def check_owner(work: Within, table: Table, values: dict[str, Any]) -> None:
    """Raise Unwalled where a new row would belong to somebody else."""
    wall = table.info.get(WALL)
    if wall is None or work.within == EVERY_PARTICIPANT:
        return
    owner = "participant" if wall == THROUGH_AGREEMENT else wall
    if values.get(owner) != work.within:
        raise Unwalled(f"a row of {table.name} for another participant")


def _is_means(table: Table, shown: set[str]) -> bool:
    # The parties are named by the condition itself that makes an agreement visible.
    walled_through = (t for t in METADATA.tables.values() if t.info.get(WALL) == THROUGH_AGREEMENT)
    return table.name == "agreement_parties" and any(_evidence(t) in shown for t in walled_through)


def _evidence(table: Table) -> str:
    return f"within_{table.name}"
