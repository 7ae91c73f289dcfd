"""From the tables of a group to one system of cells, in which equal persons are one cell.

Every table that is shown is a part of it, and every part adds up to the same region. Finer cells
that no table shows are not in it; `hidden_parts` judges what could be told of them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
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
from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.dimension import TOTAL_NAME, Dimension, dimension
from policies.disclosure_control.join import Disagreement, join
from policies.disclosure_control.system import FREE, NEVER_SHOWN, System, check
from policies.disclosure_control.tabulate import table_values, tabulate, values_by
from schemas.record import record

KINDS: Final = {MET: kinds.MET, NOT_MET: kinds.NOT_MET, EXCLUDED: kinds.EXCLUDED}
ATTRIBUTES: Final = ("practice", "payer", "line_of_business", "stratum")
READ: Final = {COUNTED: 3, EVENTS: 3, EXPOSURE: 3, MET: 2, NOT_MET: 2, EXCLUDED: 1}
REGION: Final = frozenset[str]()
Tables = Collection[frozenset[str]]
Categories = Mapping[str, Collection[str]]


@record
class CountSystem:
    """How the tables of a group make one system, so that other counts of it are soon filled in.

    `base` is the system of all its counts. Of the cells of all parts, one part after the other,
    `cell` says which cell of the base each one is, and `first` where each cell stands first.
    """

    base: System
    first: Whole
    cell: Whole
    shown: Tables
    also: Categories

    def of(self, group: TableGroup) -> System:
        """Return the same cells and sums with the counts of another group of these tables.

        Inconsistent where they do not add up alike.
        """
        parts = [
            table_values(rows, dimensions)
            for rows, dimensions, _ in _parts(group, self.shown, self.also)
        ]
        values = np.concatenate(parts)
        cells = replace(self.base, values=values[self.first])
        if np.any(values != cells.values[self.cell]):
            raise Disagreement("the tables give a cell that they share different values")
        check(cells)
        return cells

    def by(self, group: TableGroup, column: str) -> tuple[list[str], Whole]:
        """Return the names in a column, and the value of every cell for the rows of each alone.

        Shape (names, cells). Disagreement where two tables do not say the same of one of them.
        """
        parts = list(_parts(group, self.shown, self.also))
        names = sorted({name for rows, *_ in parts for name in rows[column].unique()})
        values = np.concatenate(
            [
                values_by(rows, dimensions, column=column, names=names)
                for rows, dimensions, _ in parts
            ],
            axis=1,
        )
        cells = values[:, self.first]
        if np.any(values != cells[:, self.cell]):
            raise Disagreement("the tables give a cell that they share different values")
        return names, cells


def count_system(group: TableGroup, *, shown: Tables, also: Categories) -> CountSystem:
    """Return every cell of the tables that are shown of a group, with their totals.

    A table is named by the columns that it tells apart; `also` holds the categories of each
    attribute, those of earlier releases too. Persons between two numerators are cells that are
    never shown.
    """
    parts = [
        tabulate(rows, dimensions, kinds=kinds_of, counted_by="counted")
        for rows, dimensions, kinds_of in _parts(group, shown, also)
    ]
    joined = join(*parts)
    free = np.logical_or.reduce([tells_apart(joined, told) for told in {*shown, REGION}])
    never = joined.keys["counted"].is_in([each.name for each in group.between]).to_numpy()
    read = _read(joined, group)
    lines = tells_apart(joined, REGION) | tells_apart(joined, frozenset({"practice"}))
    apart = np.sum([joined.keys[name].to_numpy() != TOTAL_NAME for name in ATTRIBUTES], axis=0)
    base = replace(
        joined,
        place=np.where(free & ~never, FREE, NEVER_SHOWN),
        required=lines & (read > 1),
        level=len(ATTRIBUTES) * (len(ATTRIBUTES) - apart) + read,
        weight=(1.0 + np.log1p(joined.values)) * (1.0 + read),
    )
    cell = _cells_of(parts, base)
    first = np.unique(cell, return_index=True)[1].astype(np.int64)
    return CountSystem(base=base, first=first, cell=cell, shown=shown, also=also)


def _cells_of(parts: Sequence[System], joined: System) -> Whole:
    """Return for each cell of the parts, one part after the other, its place in the joined one."""
    names = joined.keys.columns
    keys = pl.concat(
        [
            part.keys.with_columns(
                pl.lit(TOTAL_NAME).alias(name) for name in names if name not in part.keys.columns
            ).select(names)
            for part in parts
        ]
    )
    numbered = joined.keys.with_row_index("cell")
    found = keys.join(numbered, on=names, how="left", maintain_order="left")
    return np.asarray(found["cell"].to_numpy(), dtype=np.int64)


def _parts(
    group: TableGroup, shown: Tables, also: Categories
) -> Iterator[tuple[pl.DataFrame, list[Dimension], Mapping[str, str]]]:
    for source in _sources(group):
        for by, frame, categories in _tables(source, shown, also):
            dimensions = [*(dimension(name, categories[name]) for name in by), source.counted]
            yield frame, dimensions, source.kind


def _read(cells: System, group: TableGroup) -> Whole:
    """How much readers would miss each cell, by what is counted.

    Rates are read, not who was left out: where few are excluded, the sum of all goes first.
    """
    read: dict[str, int] = {}
    for table in group.tables:
        names = group.names[table.key]
        read |= {names[role]: rank for role, rank in READ.items() if role in names}
        persons = names[PERSONS]
        read[persons] = max(read.get(persons, 0), 3 if table.events else 0)
    known = cells.keys["counted"].replace_strict(read, default=0, return_dtype=pl.Int64)
    return np.asarray(known.to_numpy(), dtype=np.int64)


def categories_of(groups: Collection[TableGroup]) -> dict[str, set[str]]:
    """Return the categories of each attribute that tables tell apart."""
    found: dict[str, set[str]] = {name: set() for name in ATTRIBUTES}
    for table in (table for group in groups for table in group.tables):
        for name in ATTRIBUTES[:-1]:
            found[name].update(table.cells[name].unique())
        found["stratum"].update(stratum_names(table.strata)["stratum"].unique())
    return found


def tells_apart(cells: System, told: frozenset[str]) -> Flags:
    """Return the cells that tell exactly these columns apart and are sums over all others."""
    if not told <= set(cells.keys.columns):
        return np.zeros(cells.size, dtype=np.bool_)
    names = [name for name in ATTRIBUTES if name in cells.keys.columns]
    wanted = [(pl.col(name) != TOTAL_NAME) == (name in told) for name in names]
    return np.asarray(cells.keys.select(pl.all_horizontal(wanted)).to_series().to_numpy())


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
