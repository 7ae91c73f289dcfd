"""How many records were withheld, by rule: exact to the contributor, as cells to all others."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

REGION = ""


def withheld_by_audience(
    withheld: pl.DataFrame, *, minimum: int
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the withheld records by contributor, and under REGION as everybody may see them.

    `withheld` has the columns of WITHHELD_ROWS. A count that is shown to others is at least
    `minimum`, and so is what is left of it when any one contributor takes its own away: none can
    work out another's small count by subtraction. What may not be shown is null.
    """
    keys = ["rule", "citation", "authority", "reason"]
    own = withheld.group_by("contributor", *keys).agg(records=pl.col("rows").sum())
    found: dict[str, Sequence[Mapping[str, Any]]] = {
        name: _listed(rows.drop("contributor"))
        for (name,), rows in own.group_by("contributor", maintain_order=True)
    }
    region = own.group_by(keys).agg(
        total=pl.col("records").sum(),
        least_rest=(pl.col("records").sum() - pl.col("records"))
        .filter(pl.col("records").sum() > pl.col("records"))
        .min(),
    )
    may = (pl.col("total") >= minimum) & (pl.col("least_rest").fill_null(minimum) >= minimum)
    shown = region.select(*keys, records=pl.when(may).then("total"))
    return found | {REGION: _listed(shown)}


def _listed(rows: pl.DataFrame) -> list[Mapping[str, Any]]:
    order = rows.sort("records", "rule", "reason", descending=[True, False, False], nulls_last=True)
    return [dict(row) for row in order.iter_rows(named=True)]
