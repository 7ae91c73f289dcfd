"""The parts of a group's system: each table that is shown, as rows of things that add up."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import polars as pl

from hub.publication.count_roles import (
    COUNTED,
    EVENTS,
    EXCLUDED,
    EXPOSURE,
    LEAVES,
    MET,
    NOT_MET,
    PERSONS,
    rows_of_role,
)
from hub.publication.nested_counts import Without
from hub.publication.table_group import TableGroup
from policies.disclosure_control import system as kinds
from policies.disclosure_control.dimension import Dimension, dimension
from schemas.record import record

KINDS: Final = {MET: kinds.MET, NOT_MET: kinds.NOT_MET, EXCLUDED: kinds.EXCLUDED}
Tables = Collection[frozenset[str]]
Categories = Mapping[str, Collection[str]]


def parts_of(
    group: TableGroup, shown: Tables, also: Categories
) -> Iterator[tuple[pl.DataFrame, list[Dimension], Mapping[str, str]]]:
    """Yield the tables that are shown of a group: rows, dimensions, and the kinds of its counts.

    A table is named by the columns that it tells apart; `also` holds the categories of each.
    """
    for source in _sources(group):
        for by, frame, categories in _tables(source, shown, also):
            dimensions = [*(dimension(name, categories[name]) for name in by), source.counted]
            yield frame, dimensions, source.kind


def stratum_names(strata: pl.DataFrame) -> pl.DataFrame:
    """Return rows of strata with the stratum and its category in one column."""
    return strata.with_columns(stratum=pl.format("{}: {}", "stratum", "category")).drop("category")


@record
class _Source:
    """Rows of things that add up, and the strata that they are told by."""

    cells: pl.DataFrame
    strata: pl.DataFrame
    told_by: tuple[str, ...]
    counted: Dimension
    kind: Mapping[str, str]


def _sources(group: TableGroup) -> Iterator[_Source]:
    for table in group.tables:
        names = group.names[table.key]
        cells, strata = (
            frame.with_columns(pl.col("counted").replace_strict(names, return_dtype=pl.String))
            for frame in (table.cells, table.strata)
        )
        if not table.events:
            kind = {names[role]: KINDS[role] for role in LEAVES}
            parts = pl.col("counted").is_in(list(kind))
            yield _Source(
                cells=cells.filter(parts),
                strata=strata.filter(parts),
                told_by=table.told_by,
                counted=_counted(names),
                kind=kind,
            )
            continue
        # Persons, events and exposure do not add up with one another.
        for role in (role for role in (PERSONS, EVENTS, EXPOSURE) if role in names):
            only = pl.col("counted") == names[role]
            single = dimension("counted", [names[role]], total=False)
            yield _Source(
                cells=cells.filter(only),
                strata=strata.filter(only),
                told_by=table.told_by,
                counted=single,
                kind={},
            )
    for between in group.between:
        yield _between(between, group)


def _between(between: Without, group: TableGroup) -> _Source:
    inner = group.names[between.inner][between.inner_role]
    outer = group.names[between.outer][between.outer_role]
    tables = {each.key: each for each in group.tables}
    table = tables[between.inner]
    told_by = [each for each in table.told_by if each in tables[between.outer].told_by]
    cells, strata = (
        rows_of_role(frame, between.inner_role).with_columns(counted=pl.lit(inner))
        for frame in (table.cells, table.strata)
    )
    edges = [(inner, outer), (between.name, outer)]
    return _Source(
        cells=pl.concat([cells, between.cells]),
        strata=pl.concat([strata, between.strata]),
        told_by=tuple(told_by),
        counted=dimension("counted", [inner, between.name], hierarchies=[edges], total=False),
        kind={},
    )


def _counted(names: Mapping[str, str]) -> Dimension:
    """Met and not met are counted; with the excluded they are all persons."""
    edges = [
        (names[MET], names[COUNTED]),
        (names[NOT_MET], names[COUNTED]),
        (names[COUNTED], names[PERSONS]),
        (names[EXCLUDED], names[PERSONS]),
    ]
    leaves = [names[role] for role in LEAVES]
    return dimension("counted", leaves, hierarchies=[edges], total=False)


def _tables(
    source: _Source, shown: Tables, also: Categories
) -> Iterator[tuple[tuple[str, ...], pl.DataFrame, Categories]]:
    if frozenset({"practice", "payer"}) in shown:
        yield ("practice", "payer"), source.cells, also
    else:
        yield ("practice",), source.cells, also
        yield ("payer",), source.cells, also
    yield ("line_of_business",), source.cells, also
    named = stratum_names(source.strata.with_columns(told_by=pl.col("stratum")))
    by_stratum = named.partition_by("told_by", as_dict=True)
    for name in source.told_by:
        mine = [each for each in also["stratum"] if each.startswith(f"{name}: ")]
        yield ("stratum",), by_stratum.get((name,), named.clear()), {"stratum": mine}
