"""One precision for all days of a record: that of the least precise one."""

from collections.abc import Iterator, Sequence

import polars as pl

from adapters.fhir.field import Filled
from schemas.column import Kind
from schemas.table import Table

PRECISION = pl.col("date_precision")
FORMATS = {None: "%Y-%m-%d", "month": "%Y-%m"}
COARSER = {None: ["month", "year"], "month": ["year"]}


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


def finer_days(cells: pl.DataFrame, filled: Sequence[Filled]) -> Iterator[tuple[str, list[str]]]:
    """Yield, by column, the days that were told more precisely than their record keeps them.

    `cells` are at one precision: nobody keeps what these say more, and the identifier gate sees it.
    """
    if "date_precision" not in cells.columns or cells["date_precision"].null_count() == len(cells):
        return
    for fill in filled:
        # A field that only raises faults fills no column.
        if not fill.columns:
            continue
        day = fill.columns[0]
        if day.dtype != pl.Date or day.null_count() == len(day):
            continue
        own = fill.precision
        for precision, coarser in COARSER.items():
            told = day.is_not_null() & cells["date_precision"].is_in(pl.Series(coarser).implode())
            if own is not None:
                told &= own.is_null() if precision is None else own.eq_missing(precision)
            elif precision is not None:
                continue
            if told.any():
                words = day.filter(told).dt.strftime(FORMATS[precision])
                yield day.name, words.to_list()


def _truncated(name: str) -> pl.Expr:
    return (
        pl.when(PRECISION == "year")
        .then(pl.col(name).dt.truncate("1y"))
        .when(PRECISION == "month")
        .then(pl.col(name).dt.truncate("1mo"))
        .otherwise(pl.col(name))
        .alias(name)
    )
