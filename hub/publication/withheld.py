"""How many records were withheld, by rule and by measure: exact to the contributor, else as cells.

Both tables are sums over the same records, which no table shows: rule by record table. They are
protected like any other, together with what earlier releases of the period told of them, and every
contributor knows its own part. Many records of few persons are as telling as few records.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from hub.publication.withheld_views import (
    ROWS,
    TOLD,
    Reads,
    WithheldThen,
    reads_otherwise,
    withheld_views,
)
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.linear_program import Unsolved
from policies.disclosure_control.primary.small_count import RULE
from policies.disclosure_control.system import FREE
from policies.disclosure_control.views import Leaking, Protected, protect_views
from schemas.record import record

REGION = ""
KEYS = ("rule", "citation", "authority", "reason")


@record
class Withheld:
    """The withheld records by contributor, and under REGION as everybody may see them.

    `by_rule` lists the rules, `by_measure` counts the records that a measure would have read; null
    where a count may not be shown. `audit` is the protection of both, None where there is nothing
    to protect or where it could not be had, so that nothing is shown. `then` is kept for later.
    """

    by_rule: Mapping[str, Sequence[Mapping[str, Any]]]
    by_measure: Mapping[str, Mapping[str, int | None]]
    audit: Protected | None
    then: WithheldThen


def withheld_by_audience(
    withheld: pl.DataFrame, reads: Reads, *, minimum: int, past: Sequence[WithheldThen]
) -> Withheld:
    """Return what each audience is told of the withheld records.

    `withheld` has the columns of WITHHELD_ROWS; `reads` names the record tables of each measure;
    `past` is what earlier releases of the period withheld and told, in their order.
    """
    named = withheld.with_columns(kind=pl.concat_str(KEYS, separator="\n"))
    found = _protected(named, reads, past, minimum=minimum) if named.height else None
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
        then=WithheldThen(
            rows=named.select(ROWS.names()).cast(ROWS),
            told=pl.DataFrame(list(shown), schema=TOLD, orient="row"),
            reads=reads,
        ),
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


def _protected(
    named: pl.DataFrame, reads: Reads, past: Sequence[WithheldThen], *, minimum: int
) -> Protected | None:
    if any(reads_otherwise(each, reads) for each in past):
        return None
    views = withheld_views(named, reads, past, minimum=minimum)
    try:
        return protect_views(views, rules=((RULE, str(minimum)),))
    except (Leaking, Unsolved):
        return None


def _shown(found: Protected) -> dict[tuple[str, str], int]:
    cells = found.views[0].cells
    now = np.asarray(found.pattern.published & (cells.place == FREE))
    rows = cells.keys.filter(pl.Series(now)).select("kind", "table").iter_rows()
    values = cells.values[now].tolist()
    return {(kind, table): value for (kind, table), value in zip(rows, values, strict=True)}


def _listed(rows: pl.DataFrame) -> list[Mapping[str, Any]]:
    order = rows.sort("records", "rule", "reason", descending=[True, False, False], nulls_last=True)
    return [dict(row) for row in order.iter_rows(named=True)]
