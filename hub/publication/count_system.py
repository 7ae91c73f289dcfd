"""From the tables of a group to one system of cells, in which equal persons are one cell.

Every table that is shown is a part of it, and every part adds up to the same region. Finer cells
that no table shows are not in it; `hidden_parts` judges what could be told of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from hub.publication.count_parts import Categories, Tables, parts_of, stratum_names
from hub.publication.count_roles import (
    COUNTED,
    EVENTS,
    EXCLUDED,
    EXPOSURE,
    MET,
    NOT_MET,
    PERSONS,
)
from hub.publication.table_group import TableGroup
from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.join import Disagreement, join
from policies.disclosure_control.system import FREE, NEVER_SHOWN, System, check
from policies.disclosure_control.tabulate import table_values, tabulate, values_by
from schemas.record import record

ATTRIBUTES: Final = ("practice", "payer", "line_of_business", "stratum")
READ: Final = {COUNTED: 3, EVENTS: 3, EXPOSURE: 3, MET: 2, NOT_MET: 2, EXCLUDED: 1}
REGION: Final = frozenset[str]()


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
            for rows, dimensions, _ in parts_of(group, self.shown, self.also)
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
        parts = list(parts_of(group, self.shown, self.also))
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
        for rows, dimensions, kinds_of in parts_of(group, shown, also)
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
