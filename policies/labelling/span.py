"""From when until when a record speaks, as far as its days tell."""

import polars as pl

from policies.labelling.elements import FROM, FROM_ELSE, UNTIL
from schemas.table import Table


def first_day(table: Table) -> pl.Expr:
    """Return the first day that a row may speak of (Date); null where no day is given."""
    return pl.coalesce(*(pl.col(name) for name in _there(table, (*FROM, *FROM_ELSE)))).alias(
        "first"
    )


def last_day(table: Table) -> pl.Expr:
    """Return the last day that a row may speak of (Date): of a year or month, its last day."""
    names = _there(table, (*UNTIL, *FROM, *FROM_ELSE))
    day = pl.coalesce(*(pl.col(name) for name in names))
    if "date_precision" not in table.names:
        return day.alias("last")
    precision = pl.col("date_precision")
    return (
        pl.when(precision == "year")
        .then(pl.date(day.dt.year(), 12, 31))
        .when(precision == "month")
        .then(day.dt.month_end())
        .otherwise(day)
        .alias("last")
    )


def has_days(table: Table) -> bool:
    """Say whether the table holds a day that places its rows in time."""
    return bool(_there(table, (*UNTIL, *FROM, *FROM_ELSE)))


def _there(table: Table, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in table.names]
