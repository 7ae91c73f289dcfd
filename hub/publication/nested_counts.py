"""Counts of which one is a part of another: what lies between can be worked out, and is a cell.

Whoever is followed up within 7 days is so within 30; who knows both numbers knows how many were
followed up between. Nothing has to be declared: that one count is a part of another is seen from
the persons. Where it is so by chance, more is protected than is needed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import polars as pl

from hub.publication.count_roles import EVENTS, EXPOSURE, PERSONS, rows_of_role, summed
from hub.publication.count_tables import (
    INNER,
    PLACES,
    STRATUM,
    STRATUM_KEYS,
    CountTable,
    by_stratum,
    counted_persons,
    shaped,
)
from hub.publication.parts_across import FEWEST, counted, parts_across
from schemas.record import record

BETWEEN = "between"
# Of fewer persons than this that are left over somebody who knows some of them may know few.
CLOSE = 2 * FEWEST


@record
class Without:
    """What counts in `outer` and not in `inner`, all of whose counts are in `outer`.

    Both are keys of tables, and `inner_role` and `outer_role` what is counted of each. Who knows
    both counts knows this one, so that it is a cell too.
    """

    inner: str
    outer: str
    inner_role: str
    outer_role: str
    cells: pl.DataFrame
    strata: pl.DataFrame

    @property
    def pair(self) -> tuple[str, str, str, str]:
        """Which counts it lies between."""
        return (self.inner, self.inner_role, self.outer, self.outer_role)

    @property
    def name(self) -> str:
        """The name under which it is counted."""
        return f"{self.outer} {self.outer_role} without {self.inner} {self.inner_role}"


@record
class _Set:
    """What one role of a table counts: persons, and how often each."""

    table: CountTable
    role: str
    rows: pl.DataFrame

    @property
    def persons(self) -> pl.DataFrame:
        """Who is counted, and how often."""
        return self.rows.filter(pl.col(self.role) != 0).select("person", count=pl.col(self.role))


def differences(
    tables: Sequence[CountTable], results: Mapping[str, pl.DataFrame], places: pl.DataFrame
) -> list[Without]:
    """Return what lies between counts of which one is a part of the other.

    Of populations, and of numerators, of rates that belong together: of one measure, or of two that
    stand beside one another. Else of whatever is counted, where it is no small part.
    """
    rows = {
        each.key: counted_persons(each.measure, each.measure.rate(each.rate), results)
        for each in tables
    }
    found: dict[tuple[str, str, str, str], Without] = {}
    for inner, outer in _within_families(tables, rows):
        made = _without(inner, outer, places)
        found.setdefault(made.pair, made)
    for inner, outer in _across(tables, rows):
        made = _without(inner, outer, places)
        if _close(inner, made):
            found.setdefault(made.pair, made)
    return list(found.values())


def _within_families(
    tables: Sequence[CountTable], rows: Mapping[str, pl.DataFrame]
) -> Iterator[tuple[_Set, _Set]]:
    for family in _families(tables):
        populations = _distinct([_Set(table=t, role=PERSONS, rows=rows[t.key]) for t in family])
        numerators = _distinct([_Set(table=t, role=t.numerator, rows=rows[t.key]) for t in family])
        related = _related(family, populations)
        for inner, outer in [*_nearest(populations), *_nearest(numerators)]:
            if (inner.table.key, outer.table.key) in related:
                yield inner, outer


def _across(
    tables: Sequence[CountTable], rows: Mapping[str, pl.DataFrame]
) -> Iterator[tuple[_Set, _Set]]:
    sets = [
        _Set(table=table, role=role, rows=rows[table.key])
        for table in tables
        for role in table.marks
        if role != EXPOSURE and (role != EVENTS or table.counts == "events")
    ]
    kept = _distinct(sets)
    beside = {each.measure.beside: each.measure.identifier for each in tables}
    names = [each.table.measure.identifier for each in kept]
    compared = [
        counted(each.persons, family=beside.get(name, name), holder=each.table.holder)
        for each, name in zip(kept, names, strict=True)
    ]
    sums = [set(table.marks.values()) for table in tables]
    for one, other in parts_across(compared):
        inner, outer = kept[one], kept[other]
        both = {each.table.marks[each.role] for each in (inner, outer)}
        # Of the counts of one table, whatever others they are too, it is known how they add up.
        if not any(both <= each for each in sums):
            yield inner, outer


def _close(inner: _Set, made: Without) -> bool:
    """Tell whether at a place few persons are left over, of a part that might be told."""
    cells, strata = (
        rows_of_role(frame, inner.role) for frame in (inner.table.cells, inner.table.strata)
    )
    return _few_left(strata, made.strata, ["stratum", "category"]) or any(
        _few_left(cells, made.cells, [name]) for name in PLACES
    )


def _few_left(part: pl.DataFrame, left: pl.DataFrame, keys: Sequence[str]) -> bool:
    people = pl.col("people").sum()
    both = (
        part.group_by(keys)
        .agg(people)
        .join(left.group_by(keys).agg(left=people), on=keys, how="left")
    )
    few = pl.col("left").fill_null(0) < CLOSE
    return not both.filter(few, pl.col("people") >= FEWEST).is_empty()


def _families(tables: Sequence[CountTable]) -> Iterator[list[CountTable]]:
    for identifier in dict.fromkeys(table.measure.identifier for table in tables):
        own = [table for table in tables if table.measure.identifier == identifier]
        other = own[0].measure.beside
        yield [*own, *(table for table in tables if table.measure.identifier == other)]


def _distinct(sets: Sequence[_Set]) -> list[_Set]:
    named = {each.table.marks[each.role]: each for each in reversed(sets)}
    return [each for mark, each in reversed(named.items()) if mark]


def _related(family: Sequence[CountTable], populations: Sequence[_Set]) -> set[tuple[str, str]]:
    """Return the pairs of tables of which one's population is the other's, or a part of it."""
    marks = [
        (inner.table.marks[PERSONS], outer.table.marks[PERSONS])
        for inner, outer in permutations(populations, 2)
        if _within(inner, outer)
    ]
    close = {*marks, *((outer, inner) for inner, outer in marks)}
    return {
        (one.key, other.key)
        for one, other in permutations(family, 2)
        if one.marks[PERSONS] == other.marks[PERSONS]
        or (one.marks[PERSONS], other.marks[PERSONS]) in close
    }


def _nearest(sets: Sequence[_Set]) -> Iterator[tuple[_Set, _Set]]:
    """Yield the pairs of which one is a part of the other, and none lies between them."""
    pairs = {
        (one, other)
        for one, other in permutations(range(len(sets)), 2)
        if _within(sets[one], sets[other])
    }
    for inner, outer in sorted(pairs):
        middle = (n for n in range(len(sets)) if (inner, n) in pairs and (n, outer) in pairs)
        if next(middle, None) is None:
            yield sets[inner], sets[outer]


def _within(inner: _Set, outer: _Set) -> bool:
    if inner.persons.height > outer.persons.height:
        return False
    both = inner.persons.join(outer.persons, on="person", how="left", suffix="_outer")
    return not both.filter(pl.col("count") > pl.col("count_outer").fill_null(0)).height


def _without(inner: _Set, outer: _Set, places: pl.DataFrame) -> Without:
    left = (
        outer.rows.join(inner.persons, on="person", how="left")
        .with_columns((pl.col(outer.role) - pl.col("count").fill_null(0)).alias(BETWEEN))
        .filter(pl.col(BETWEEN) != 0)
        .join(places, on="person")
    )
    names = [each for each in inner.table.told_by if each in outer.table.told_by]
    parts = [summed(by_stratum(left, name), (BETWEEN,), STRATUM_KEYS) for name in names]
    bare = Without(
        inner=inner.table.key,
        inner_role=inner.role,
        outer=outer.table.key,
        outer_role=outer.role,
        cells=shaped(summed(left, (BETWEEN,), PLACES), INNER),
        strata=pl.concat([pl.DataFrame(schema=STRATUM), *(shaped(p, STRATUM) for p in parts)]),
    )
    named = pl.lit(bare.name).alias("counted")
    return replace(
        bare, cells=bare.cells.with_columns(named), strata=bare.strata.with_columns(named)
    )
