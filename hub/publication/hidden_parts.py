"""What could be told of finer cells that no table shows: how many of a practice are of a stratum.

Of a cell of two attributes everybody knows the two margins and the total, so that it lies between
max(0, one + other - total) and the lesser of them (Fréchet), and for margins that are told one by
one nothing closer can be known (Dobra and Fienberg 2000). A small finer cell is thus given away
only where its margins together pass the total, or pass it once a viewer takes its own people away.
Then the margin of the attribute is hidden.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from hub.publication.count_parts import stratum_names
from hub.publication.count_roles import COUNTED, EXCLUDED, MET, NOT_MET, PERSONS
from hub.publication.count_tables import CountTable
from hub.publication.table_group import TableGroup
from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.sensitive import Sensitive, sensitive
from policies.disclosure_control.system import System

RULE = "hidden-part"
KEYS = ["attribute", "category", "counted"]
# What stands for whom: the sums that are cells too.
_SUMS = {COUNTED: (MET, NOT_MET), PERSONS: (MET, NOT_MET, EXCLUDED)}


def hidden_parts(group: TableGroup, cells: System, *, minimum: int) -> Sensitive:
    """Return the lines by attribute that would give a small finer cell away."""
    found = [each for part in _parts(group) for each in _given_away(part, minimum=minimum)]
    flags: Flags = np.zeros(cells.size, dtype=np.bool_)
    for attribute, category, counted in found:
        wanted = (pl.col(attribute) == category) & (pl.col("counted") == counted)
        others = [name for name in cells.keys.columns if name not in {attribute, "counted"}]
        at_total = [pl.col(name) == TOTAL_NAME for name in others]
        flags |= cells.keys.select(pl.all_horizontal([wanted, *at_total])).to_series().to_numpy()
    flags &= cells.values > 0
    counts = cells.values.astype(np.float64)
    lowest, highest = np.maximum(0.0, counts - minimum), counts + minimum
    return sensitive(flags, lowest=lowest, highest=highest, rule=RULE)


def _parts(group: TableGroup) -> Iterator[pl.DataFrame]:
    """Yield rows of a holder (practice or payer), an attribute, what is counted, and how many.

    Margins are told in what is counted; a finer cell is small where few people stand behind it.
    """
    for table in group.tables:
        names = group.names[table.key]
        for attribute, rows in _by_attribute(table):
            counted = _with_sums(rows, table).with_columns(
                pl.col("counted").replace_strict(names, return_dtype=pl.String)
            )
            for holder in {"practice", "payer"} - {attribute}:
                yield counted.group_by(
                    pl.lit(attribute).alias("attribute"),
                    pl.col(attribute).alias("category"),
                    "counted",
                    held_by=holder,
                ).agg(pl.col("value", "people").sum())


def _by_attribute(table: CountTable) -> Iterator[tuple[str, pl.DataFrame]]:
    yield "payer", table.cells
    yield "line_of_business", table.cells
    for _, rows in table.strata.group_by("stratum"):
        yield "stratum", stratum_names(rows)


def _with_sums(rows: pl.DataFrame, table: CountTable) -> pl.DataFrame:
    if table.counts != "persons":
        return rows
    sums = [
        rows.filter(pl.col("counted").is_in(parts)).with_columns(counted=pl.lit(name))
        for name, parts in _SUMS.items()
    ]
    return pl.concat([rows, *sums])


def _given_away(parts: pl.DataFrame, *, minimum: int) -> list[tuple[str, str, str]]:
    whole = parts.group_by("counted").agg(total=pl.col("value").sum())
    line = parts.group_by(KEYS).agg(line=pl.col("value").sum())
    holder = parts.group_by("held_by", "counted").agg(held=pl.col("value").sum())
    # Every holder in every category: a part that is nobody is told of by nothing.
    full = line.join(holder, on="counted").join(whole, on="counted")
    full = full.join(parts, on=[*KEYS, "held_by"], how="left").with_columns(
        pl.col("value", "people").fill_null(0)
    )
    outside = pl.col("held") - pl.col("value")
    ranked = full.with_columns(outside=outside).sort("outside", descending=True)
    largest = ranked.group_by(KEYS, maintain_order=True).agg(
        first=pl.col("outside").first(),
        second=pl.col("outside").get(1, null_on_oob=True).fill_null(0),
        whose=pl.col("held_by").first(),
    )
    judged = full.join(largest, on=KEYS).with_columns(
        taken=pl.when(pl.col("held_by") == pl.col("whose")).then("second").otherwise("first")
    )
    small = pl.col("people").is_between(1, minimum - 1)
    passes = pl.col("held") > pl.col("total") - pl.col("line") - pl.col("taken")
    # A holder of few is hidden itself, and nothing can be reckoned from it.
    told = judged.filter(small & passes & (pl.col("held") >= minimum))
    return list(told.select(KEYS).unique().sort(KEYS).iter_rows())
