"""Tables that must be protected together, as one table tells of another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace

import polars as pl

from hub.publication.count_tables import (
    COUNTED,
    EVENTS,
    EXCLUDED,
    EXPOSURE,
    MET,
    NOT_MET,
    PERSONS,
    CountTable,
    Without,
)
from schemas.record import record


@record
class TableGroup:
    """Tables that share persons, and the names under which their counts stand in one system.

    `names` holds for each key of a table the name of each thing counted: the same persons, and the
    same events, have one name in all tables, so that they are one cell.
    """

    tables: tuple[CountTable, ...]
    between: tuple[Without, ...]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name of the group: the keys of its tables."""
        return " ".join(table.key for table in self.tables)

    @property
    def holder(self) -> str:
        """The column that says who handed in the records."""
        return self.tables[0].holder

    def without(self, names: Collection[str]) -> "TableGroup":
        """Return the counts of everyone but those whose records these holders handed in."""
        if not names:
            return self
        others = ~pl.col(self.holder).is_in(sorted(names))
        return replace(
            self,
            tables=tuple(
                replace(each, cells=each.cells.filter(others), strata=each.strata.filter(others))
                for each in self.tables
            ),
            between=tuple(
                replace(each, cells=each.cells.filter(others), strata=each.strata.filter(others))
                for each in self.between
            ),
        )


def grouped(
    tables: Sequence[CountTable],
    between: Sequence[Without],
    *,
    past: Sequence[Sequence[CountTable]] = (),
) -> list[TableGroup]:
    """Return the tables in groups that share no persons with one another.

    A table of one name counts other persons in another release: two share their persons only
    where they do so now and did in every release of `past`.
    """
    marks = {table.key: _marks(table, past) for table in tables}
    found: dict[tuple[str, ...], list[CountTable]] = {}
    for table in tables:
        found.setdefault((table.holder, *marks[table.key][0]), []).append(table)
    return [_group(held, between, marks) for held in found.values()]


def _marks(
    table: CountTable, past: Sequence[Sequence[CountTable]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    earlier = [{each.key: each for each in held}.get(table.key) for held in past]
    known = [table, *earlier]
    population = tuple(each.population if each else "" for each in known)
    return population, tuple(each.happened if each else "" for each in known)


def _group(
    held: Sequence[CountTable],
    between: Sequence[Without],
    marks: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]],
) -> TableGroup:
    mine = {table.key for table in held}
    persons = f"{held[0].key} {PERSONS}"
    names: dict[str, dict[str, str]] = {}
    events: dict[tuple[str, ...], str] = {}
    for table in held:
        happened = events.setdefault(marks[table.key][1], f"{table.key} {EVENTS}")
        roles: tuple[str, ...] = (MET, NOT_MET, EXCLUDED, COUNTED)
        if table.events:
            roles = (EXPOSURE,) if table.exposed else ()
        names[table.key] = {role: f"{table.key} {role}" for role in roles} | {PERSONS: persons}
        if table.events:
            names[table.key][EVENTS] = happened
    return TableGroup(
        tables=tuple(held),
        between=tuple(each for each in between if {each.inner, each.outer} <= mine),
        names=names,
    )
