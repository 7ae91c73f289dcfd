"""Sums of withheld records as everybody sees them, and each contributor: then and now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.dimension import TOTAL_NAME, Dimension, dimension
from policies.disclosure_control.past import Past
from policies.disclosure_control.primary.few_people import few_people
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.sensitive import together
from policies.disclosure_control.system import FREE, NEVER_SHOWN, System
from policies.disclosure_control.tabulate import table_values, tabulate
from policies.disclosure_control.viewer import OUTSIDER_NAME
from policies.disclosure_control.views import View
from policies.disclosure_control.windows import WINDOW, with_past
from schemas.record import record

Reads = Mapping[str, frozenset[str]]
ROWS = pl.Schema(
    {name: pl.String() for name in ("contributor", "kind", "table")}
    | {name: pl.Int64() for name in ("rows", "people")}
)
TOLD = pl.Schema({"kind": pl.String(), "table": pl.String()})


@record
class WithheldThen:
    """What a release withheld, and of which sums the region was told; for the releases after it.

    `rows` has the columns of ROWS, `told` those of TOLD: a kind and a record table or measure, one
    of them the total. `reads` names the record tables of each measure.
    """

    rows: pl.DataFrame
    told: pl.DataFrame
    reads: Reads


NOTHING_WITHHELD = WithheldThen(
    rows=pl.DataFrame(schema=ROWS), told=pl.DataFrame(schema=TOLD), reads={}
)


def withheld_views(
    named: pl.DataFrame, reads: Reads, past: Sequence[WithheldThen], *, minimum: int
) -> list[View]:
    """Return the outsider's view, then that of each contributor, less its own records.

    `named` has the columns of ROWS and is what is withheld now.
    """
    every = pl.concat([each.select("contributor", "kind", "table") for each in _rows(named, past)])
    names = [("", OUTSIDER_NAME)]
    names += [(name, f"contributor {name}") for name in sorted(every["contributor"].unique())]
    return [_view(whose, own, every, named, reads, past, minimum=minimum) for own, whose in names]


def reads_otherwise(then: WithheldThen, reads: Reads) -> bool:
    """Tell whether a measure that was told of then is a sum over other records now."""
    measures = set(then.told["table"]) - {TOTAL_NAME}
    return any(then.reads[each] != reads.get(each) for each in measures)


def _rows(named: pl.DataFrame, past: Sequence[WithheldThen]) -> list[pl.DataFrame]:
    return [*(each.rows for each in past), named]


def _view(
    name: str,
    own: str,
    every: pl.DataFrame,
    named: pl.DataFrame,
    reads: Reads,
    past: Sequence[WithheldThen],
    *,
    minimum: int,
) -> View:
    """Return the sums over everybody but one contributor, then and now."""
    others = [each.filter(pl.col("contributor") != own) for each in _rows(named, past)]
    dimensions = _dimensions(every, reads)
    now = tabulate(_summed(others[-1]), dimensions)
    held = every["table"].unique()
    by_rule = (pl.col("table") == TOTAL_NAME) & (pl.col("kind") != TOTAL_NAME)
    measure = ~pl.col("table").is_in([*held, TOTAL_NAME])
    by_measure = (pl.col("kind") == TOTAL_NAME) & measure
    told = now.keys.select(told=by_rule | by_measure)["told"].to_numpy()
    cells = _placed(now, told)
    then = [
        Past(
            name=f"release {number}",
            values=table_values(_summed(rows), dimensions),
            published=_told_then(each, cells),
            primary=np.zeros(cells.size, dtype=np.bool_),
            secondary=np.zeros(cells.size, dtype=np.bool_),
        )
        for number, (each, rows) in enumerate(zip(past, others[:-1], strict=True), 1)
    ]
    small = small_count(cells.values, minimum=minimum)
    few = few_people(cells.values, _people(others[-1], cells, dimensions[1]), minimum=minimum)
    wide, sensitive = with_past(cells, together([small, few]), then, minimum=minimum)
    if then:
        people = _people_in_changes(others, wide, cells, dimensions[1])
        sensitive = together([sensitive, few_people(wide.values, people, minimum=minimum)])
    return View(name=name, cells=wide, sensitive=sensitive)


def _dimensions(every: pl.DataFrame, reads: Reads) -> list[Dimension]:
    """A record table belongs to every measure that reads it, so that measures overlap."""
    held = sorted(every["table"].unique())
    trees = [
        [(table, measure) for table in sorted(tables & set(held))]
        for measure, tables in reads.items()
    ]
    return [
        dimension("kind", every["kind"].unique()),
        dimension("table", held, hierarchies=[tree for tree in trees if tree]),
        dimension("counted", ["records"], total=False),
    ]


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    summed = rows.group_by("kind", "table").agg(value=pl.col("rows").sum()).sort("kind", "table")
    return summed.with_columns(counted=pl.lit("records"))


def _told_then(then: WithheldThen, cells: System) -> Flags:
    told = then.told.with_columns(told=pl.lit(value=True))
    found = cells.keys.join(told, on=TOLD.names(), how="left", maintain_order="left")
    return np.asarray(found["told"].fill_null(value=False).to_numpy(), dtype=np.bool_)


def _people(rows: pl.DataFrame, cells: System, tables: Dimension) -> Whole:
    """Return for each cell the least number of persons that its records may be of.

    The same person may stand behind the records of several tables, rules and contributors.
    """
    found: dict[tuple[str, str], int] = {}
    reach = dict(zip(tables.nodes, tables.reach, strict=False))
    for kind, table, people in rows.select("kind", "table", "people").iter_rows():
        for node in reach[table]:
            for key in ((kind, tables.nodes[node]), (TOTAL_NAME, tables.nodes[node])):
                found[key] = max(found.get(key, 0), people)
    keys = cells.keys.select("kind", "table").iter_rows()
    return np.array([found.get((kind, table), 0) for kind, table in keys], dtype=np.int64)


def _people_in_changes(
    rows: Sequence[pl.DataFrame], wide: System, cells: System, tables: Dimension
) -> Whole:
    """Return the least number of persons behind each change; beyond any minimum elsewhere."""
    found = np.full(wide.size, np.iinfo(np.int64).max)
    windows = wide.keys[WINDOW]
    keys = ["contributor", "kind", "table"]
    each = [held.group_by(keys).agg(pl.col("people").max()) for held in rows]
    for name in windows.unique():
        if name.startswith("change "):
            earlier, later = (int(part) - 1 for part in name.removeprefix("change ").split("-"))
            both = each[earlier].join(
                each[later], on=keys, how="full", coalesce=True, suffix="_later"
            )
            then, now = (pl.col(column).fill_null(0) for column in ("people", "people_later"))
            changed = both.select("kind", "table", people=(now - then).abs())
            found[(windows == name).to_numpy()] = _people(changed, cells, tables)
    return found


def _placed(cells: System, told: Flags) -> System:
    return replace(cells, place=np.where(told, FREE, NEVER_SHOWN))
