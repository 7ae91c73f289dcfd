"""How many records were withheld, by rule and by measure: exact to the contributor, else as cells.

Both tables are sums over the same records, which no table shows: rule by record table. They are
protected like any other, and every contributor knows its own part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.dimension import TOTAL_NAME, dimension
from policies.disclosure_control.linear_program import Unsolved
from policies.disclosure_control.primary.small_count import RULE, small_count
from policies.disclosure_control.system import FREE, NEVER_SHOWN, System
from policies.disclosure_control.tabulate import tabulate
from policies.disclosure_control.viewer import OUTSIDER_NAME
from policies.disclosure_control.views import Leaking, Protected, View, protect_views
from schemas.record import record

REGION = ""
KEYS = ("rule", "citation", "authority", "reason")
Reads = Mapping[str, frozenset[str]]


@record
class Withheld:
    """The withheld records by contributor, and under REGION as everybody may see them.

    `by_rule` lists the rules, `by_measure` counts the records that a measure would have read; null
    where a count may not be shown. `audit` is the protection of both, None where there is nothing
    to protect or where it could not be had, so that nothing is shown.
    """

    by_rule: Mapping[str, Sequence[Mapping[str, Any]]]
    by_measure: Mapping[str, Mapping[str, int | None]]
    audit: Protected | None


def withheld_by_audience(withheld: pl.DataFrame, reads: Reads, *, minimum: int) -> Withheld:
    """Return what each audience is told of the withheld records.

    `withheld` has the columns of WITHHELD_ROWS; `reads` names the record tables of each measure.
    """
    named = withheld.with_columns(kind=pl.concat_str(KEYS, separator="\n"))
    found = _protected(named, reads, minimum=minimum) if named.height else None
    shown = _shown(found) if found else {}
    own = named.group_by("contributor", *KEYS).agg(records=pl.col("rows").sum())
    rules = named.group_by("kind", *KEYS).agg(pl.len())
    by_rule = {
        name: _listed(rows.drop("contributor"))
        for (name,), rows in own.group_by("contributor", maintain_order=True)
    }
    region = pl.DataFrame(
        [
            {key: row[key] for key in KEYS} | {"records": shown.get((row["kind"], TOTAL_NAME))}
            for row in rules.iter_rows(named=True)
        ],
        schema=dict.fromkeys(KEYS, pl.String) | {"records": pl.Int64},
    )
    return Withheld(
        by_rule={str(name): rows for name, rows in by_rule.items()} | {REGION: _listed(region)},
        by_measure=_by_measure(named, reads) | {REGION: _of_region(named, reads, shown)},
        audit=found,
    )


def _by_measure(named: pl.DataFrame, reads: Reads) -> dict[str, dict[str, int | None]]:
    found: dict[str, dict[str, int | None]] = {}
    for (name,), rows in named.group_by("contributor", maintain_order=True):
        found[str(name)] = {
            measure: int(rows.filter(pl.col("table").is_in(sorted(tables)))["rows"].sum())
            for measure, tables in reads.items()
        }
    return found


def _of_region(
    named: pl.DataFrame, reads: Reads, shown: Mapping[tuple[str, str], int]
) -> dict[str, int | None]:
    held = set(named["table"])
    return {
        measure: shown.get((TOTAL_NAME, measure)) if tables & held else 0
        for measure, tables in reads.items()
    }


def _protected(named: pl.DataFrame, reads: Reads, *, minimum: int) -> Protected | None:
    views = [_view(OUTSIDER_NAME, named, named, reads, minimum=minimum)]
    for name in sorted(named["contributor"].unique()):
        others = named.filter(pl.col("contributor") != name)
        views.append(_view(f"contributor {name}", others, named, reads, minimum=minimum))
    try:
        return protect_views(views, rules=((RULE, str(minimum)),))
    except (Leaking, Unsolved):
        return None


def _view(
    name: str, rows: pl.DataFrame, every: pl.DataFrame, reads: Reads, *, minimum: int
) -> View:
    """A record table belongs to every measure that reads it, so that measures overlap."""
    held = sorted(every["table"].unique())
    trees = [
        [(table, measure) for table in sorted(tables & set(held))]
        for measure, tables in reads.items()
    ]
    table = dimension("table", held, hierarchies=[tree for tree in trees if tree])
    counted = dimension("counted", ["records"], total=False)
    kinds = dimension("kind", every["kind"].unique())
    summed = rows.group_by("kind", "table").agg(value=pl.col("rows").sum()).sort("kind", "table")
    cells = tabulate(summed.with_columns(counted=pl.lit("records")), [kinds, table, counted])
    by_rule = (pl.col("table") == TOTAL_NAME) & (pl.col("kind") != TOTAL_NAME)
    by_measure = (pl.col("kind") == TOTAL_NAME) & ~pl.col("table").is_in([*held, TOTAL_NAME])
    told = cells.keys.select(told=by_rule | by_measure)["told"].to_numpy()
    placed = _placed(cells, told)
    return View(name=name, cells=placed, sensitive=small_count(cells.values, minimum=minimum))


def _placed(cells: System, told: Flags) -> System:
    return replace(cells, place=np.where(told, FREE, NEVER_SHOWN))


def _shown(found: Protected) -> dict[tuple[str, str], int]:
    cells = found.views[0].cells
    told = found.pattern.published.tolist()
    rows = cells.keys.select("kind", "table").iter_rows()
    return {
        (kind, table): value
        for (kind, table), value, shown in zip(rows, cells.values.tolist(), told, strict=True)
        if shown
    }


def _listed(rows: pl.DataFrame) -> list[Mapping[str, Any]]:
    order = rows.sort("records", "rule", "reason", descending=[True, False, False], nulls_last=True)
    return [dict(row) for row in order.iter_rows(named=True)]
