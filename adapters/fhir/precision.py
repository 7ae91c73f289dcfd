"""One precision for all days of a record: that of the least precise one."""

from collections.abc import Sequence

import polars as pl

from adapters.fhir.field import Filled
from schemas.column import Kind
from schemas.table import Table

PRECISION = pl.col("date_precision")


def at_one_precision(cells: pl.DataFrame, table: Table, filled: Sequence[Filled]) -> pl.DataFrame:
    """Bring every day of a record down to its month or year, where one of them is no preciser."""
    known = [fill.precision for fill in filled if fill.precision is not None]
    if not known:
        return cells
    parts = pl.DataFrame([series.alias(str(number)) for number, series in enumerate(known)])
    coarsest = parts.select(
        pl.when(pl.any_horizontal(pl.all() == "year"))
        .then(pl.lit("year"))
        .when(pl.any_horizontal(pl.all() == "month"))
        .then(pl.lit("month"))
        .alias("date_precision")
    ).to_series()
    return cells.with_columns(coarsest).with_columns(
        _truncated(column.name)
        if column.kind is Kind.DAY
        else pl.when(PRECISION.is_null()).then(pl.col(column.name)).alias(column.name)
        for column in table.columns
        if column.kind in {Kind.DAY, Kind.INSTANT}
    )


def _truncated(name: str) -> pl.Expr:
    return (
        pl.when(PRECISION == "year")
        .then(pl.col(name).dt.truncate("1y"))
        .when(PRECISION == "month")
        .then(pl.col(name).dt.truncate("1mo"))
        .otherwise(pl.col(name))
        .alias(name)
    )
