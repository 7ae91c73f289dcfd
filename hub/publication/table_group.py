"""Tables that must be protected together, as one table tells of another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Protocol

import numpy as np
import polars as pl

from hub.publication.count_roles import EVENTS, EXPOSURE, LEAVES, PERSONS, SUMS, persons_marked
from hub.publication.count_tables import CountTable
from hub.publication.nested_counts import Without
from hub.publication.parts_across import FEWEST
from policies.disclosure_control.arrays import Flags
from schemas.record import record

Mark = tuple[str, ...]


class Held(Protocol):
    """What an earlier release held: its tables and what lies between their counts."""

    @property
    def tables(self) -> tuple[CountTable, ...]:
        """The tables of the release."""
        ...

    @property
    def between(self) -> tuple[Without, ...]:
        """What lies between counts of them."""
        ...


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

    @property
    def beside(self) -> str:
        """The column of those who handed nothing in and know by lists who their people are."""
        return "payer" if self.holder == "practice" else "practice"

    def persons(self, keys: pl.DataFrame) -> Flags:
        """Flag the cells, by their keys, that count everybody of a table, whatever was met."""
        names = sorted({each["persons"] for each in self.names.values()})
        return np.asarray(keys["counted"].is_in(names).to_numpy(), dtype=np.bool_)


def grouped(
    tables: Sequence[CountTable], between: Sequence[Without], *, past: Sequence[Held] = ()
) -> list[TableGroup]:
    """Return the tables in groups that share no persons with one another.

    A table of one name counts other persons in another release: two share their persons, and one
    count is a part of another, only where that is so now and was in every release of `past`.
    """
    marks = {table.key: _marks(table, past) for table in tables}
    lasting = [each for each in between if all(_held_then(each, held) for held in past)]
    group = list(range(len(tables)))
    for one, other in _links(tables, lasting, marks):
        group = [group[one] if each == group[other] else each for each in group]
    found: dict[int, list[CountTable]] = {}
    for table, number in zip(tables, group, strict=True):
        found.setdefault(number, []).append(table)
    return [_group(held, lasting, marks) for held in found.values()]


def _held_then(between: Without, held: Held) -> bool:
    """Tell whether a release does not speak against it that one count is a part of another.

    Nobody is a part of everything, and a table that it did not hold counted nobody.
    """
    known = {table.key: table for table in held.tables}
    if between.inner not in known:
        return True
    inner = known[between.inner].marks.get(between.inner_role, "")
    return not inner or between.pair in {each.pair for each in held.between}


def _marks(table: CountTable, past: Sequence[Held]) -> dict[str, Mark]:
    """Return by what is counted who that was, now and in each release; nothing where nobody is."""
    earlier = [{each.key: each.marks for each in held.tables}.get(table.key, {}) for held in past]
    return {
        role: (mark, *(marks.get(role, "") for marks in earlier))
        for role, mark in table.marks.items()
        if mark
    }


def _links(
    tables: Sequence[CountTable],
    between: Sequence[Without],
    marks: Mapping[str, Mapping[str, Mark]],
) -> Iterator[tuple[int, int]]:
    place = {table.key: number for number, table in enumerate(tables)}
    first: dict[tuple[str, ...], int] = {}
    for number, table in enumerate(tables):
        own = marks[table.key]
        yield number, first.setdefault((table.holder, *own.get(PERSONS, (table.key,))), number)
        for mark in own.values():
            yield number, first.setdefault((table.measure.identifier, *mark), number)
            if persons_marked(mark[0]) >= FEWEST:
                yield number, first.setdefault((table.holder, *mark), number)
    for each in between:
        if each.inner in place and each.outer in place:
            yield place[each.inner], place[each.outer]


def _group(
    held: Sequence[CountTable],
    between: Sequence[Without],
    marks: Mapping[str, Mapping[str, Mark]],
) -> TableGroup:
    mine = {table.key for table in held}
    known: dict[Mark, list[str]] = {}
    names: dict[str, dict[str, str]] = {}
    for table in held:
        names[table.key] = {}
        for role in _roles(table):
            mark = marks[table.key].get(role)
            same = known.setdefault(mark, []) if mark else []
            taken = set(names[table.key].values())
            name = next((each for each in same if each not in taken), None)
            if name is None:
                name = f"{table.key} {role}"
                same.append(name)
            names[table.key][role] = name
    return TableGroup(
        tables=tuple(held),
        between=tuple(each for each in between if {each.inner, each.outer} <= mine),
        names=names,
    )


def _roles(table: CountTable) -> tuple[str, ...]:
    # The sums first: where all are met these are one count by two names, and all tables agree.
    if not table.events:
        return (*reversed(SUMS), *LEAVES)
    return (PERSONS, EVENTS, EXPOSURE) if table.exposed else (PERSONS, EVENTS)
