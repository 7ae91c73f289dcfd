"""How many persons stand behind each cell of a system: of persons the count, of visits fewer."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from hub.publication.count_parts import stratum_names
from hub.publication.count_system import ATTRIBUTES
from hub.publication.table_group import TableGroup
from policies.disclosure_control.arrays import Whole
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.system import System
from policies.disclosure_control.windows import WINDOW
from schemas.record import record

KEYS = (*ATTRIBUTES, "counted")
HOLDERS = ("practice", "payer")


@record
class PeopleBehind:
    """Rows of persons by the cell that they count in, in parts that do not add up to one another.

    `place` numbers the names in each column.
    """

    parts: Sequence["_Part"]
    place: Mapping[str, Mapping[str, int]]

    def others(self, values: Whole, column: str, own: Collection[str]) -> Whole:
        """Return for each cell how many persons it is of, but for those of some names in a column.

        Its value where it counts persons: `values` are the counts of everyone else.
        """
        names = [self.place[column][name] for name in own if name in self.place[column]]
        most: Whole = np.full(values.size, -1, dtype=np.int64)
        for part in self.parts:
            held = ~np.isin(part.whose[column], names)
            cell = part.cell[held]
            summed = np.bincount(cell, weights=part.people[held], minlength=values.size)
            told = np.bincount(cell, minlength=values.size) > 0
            most = np.where(told, np.maximum(most, summed.astype(np.int64)), most)
        return np.where(most < 0, values, most)


def people_behind(group: TableGroup, cells: System) -> PeopleBehind:
    """Return who stands behind each cell of the counts of a group.

    A person counts in one practice, for one payer and line, and in one category of a stratum, so
    persons add up over places. They do not over what is counted: of a sum they are counted apart.
    """
    rows = [part for each in _counted(group) for part in _at_every_place(each, cells)]
    place = {
        name: {value: number for number, value in enumerate(sorted(_names(rows, name)))}
        for name in HOLDERS
    }
    parts = [
        _Part(
            cell=each["cell"].to_numpy().astype(np.int64),
            people=each["people"].to_numpy(),
            whose={
                name: np.array([place[name][who] for who in each[name].to_list()], dtype=np.int64)
                for name in HOLDERS
            },
        )
        for each in rows
    ]
    return PeopleBehind(parts=parts, place=place)


@record
class _Part:
    """Rows of persons who count once each: the cell, how many they are, and whose."""

    cell: Whole
    people: Whole
    whose: Mapping[str, Whole]


def _names(rows: Sequence[pl.DataFrame], column: str) -> set[str]:
    return {name for each in rows for name in each[column].unique()}


def people_in_changes(cells: System, people: Sequence[Whole]) -> Whole:
    """Return for each change of a system with its past the least number of persons behind it.

    That is how much their number changed; `people` are those of each release, the present one
    last. Of the other cells the number is beyond any minimum: they are judged by themselves.
    """
    found = np.full(cells.size, np.iinfo(np.int64).max)
    windows = cells.keys[WINDOW]
    for name in windows.unique():
        if name.startswith("change "):
            earlier, later = (int(part) for part in name.removeprefix("change ").split("-"))
            mine = (windows == name).to_numpy()
            found[mine] = np.abs(people[later - 1] - people[earlier - 1])
    return found


def _counted(group: TableGroup) -> Iterator[pl.DataFrame]:
    """Yield the rows of counts other than of persons: places, stratum, counted, people."""
    for table in group.tables:
        if table.counts != "persons":
            names = {
                role: name
                for role, name in group.names[table.key].items()
                if not table.events or role != "persons"
            }
            yield from _named(table.cells, table.strata, names)
    for between in group.between:
        yield from _named(between.cells, between.strata, {between.name: between.name})


def _named(
    cells: pl.DataFrame, strata: pl.DataFrame, names: dict[str, str]
) -> Iterator[pl.DataFrame]:
    counted = pl.col("counted").replace_strict(names, return_dtype=pl.String)
    for frame in (cells, stratum_names(strata)):
        yield frame.filter(pl.col("counted").is_in(list(names))).with_columns(counted=counted)


def _at_every_place(rows: pl.DataFrame, cells: System) -> Iterator[pl.DataFrame]:
    numbered = cells.keys.select(KEYS).with_row_index("cell")
    for told in _told(rows.columns):
        at_total = [pl.col(name) == TOTAL_NAME for name in ATTRIBUTES if name not in told]
        here = numbered.filter(at_total).select("cell", "counted", *told)
        yield rows.join(here, on=["counted", *told]).select("cell", "people", *HOLDERS)


def _told(columns: Sequence[str]) -> list[tuple[str, ...]]:
    if "stratum" in columns:
        return [("stratum",)]
    return [*(one for n in range(3) for one in combinations(HOLDERS, n)), ("line_of_business",)]
