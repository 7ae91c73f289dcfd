"""How many persons stand behind each cell of a system: of persons the count, of visits fewer."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from hub.publication.count_system import ATTRIBUTES, stratum_names
from hub.publication.table_group import TableGroup
from policies.disclosure_control.arrays import Whole
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.system import System
from policies.disclosure_control.windows import WINDOW

KEYS = (*ATTRIBUTES, "counted")


def people_behind(group: TableGroup, cells: System) -> Whole:
    """Return for each cell how many persons it is of; its value where it counts persons.

    A person counts in one practice, for one payer and line, and in one category of a stratum, so
    persons add up over places. They do not over what is counted: of a sum they are counted apart.
    """
    rows = [part for each in _counted(group) for part in _at_every_place(each)]
    if not rows:
        return cells.values
    found = pl.concat(rows).group_by(KEYS).agg(pl.col("people").max())
    known = cells.keys.select(KEYS).join(found, on=KEYS, how="left", maintain_order="left")
    people = known["people"].fill_null(-1).to_numpy().astype(np.int64)
    return np.where(people < 0, cells.values, people)


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


def _at_every_place(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for told in _told(rows.columns):
        summed = rows.group_by(*told, "counted").agg(pl.col("people").sum())
        at_total = [pl.lit(TOTAL_NAME).alias(name) for name in ATTRIBUTES if name not in told]
        yield summed.with_columns(at_total).select(*KEYS, "people")


def _told(columns: Sequence[str]) -> list[tuple[str, ...]]:
    if "stratum" in columns:
        return [("stratum",)]
    places = ("practice", "payer")
    return [*(one for n in range(3) for one in combinations(places, n)), ("line_of_business",)]
