"""Columns of record tables, made from plain ones: codes and times."""

from functools import cache

import polars as pl

from schemas.records import TABLES


def coded(system: str, code: str | pl.Expr) -> pl.Expr:
    """Return a coded element of one code; empty where the code is null."""
    value = pl.lit(code) if isinstance(code, str) else code
    one = pl.concat_list(pl.struct(system=pl.lit(system), code=value))
    return pl.when(value.is_not_null()).then(one)


def at_hour(day: str | pl.Expr, hour: int | pl.Expr) -> pl.Expr:
    """Return the instant of that hour of the day, UTC."""
    value = pl.col(day) if isinstance(day, str) else day
    moment = value.cast(pl.Datetime("us", "UTC")) + pl.duration(hours=hour)
    return moment.cast(pl.Datetime("us", "UTC"))


def shaped(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return the frame in the columns of the table; what it lacks is null, what is over goes.

    `person` stays the number of the person; each home gives it its own name later.
    """
    schema = TABLES[table].schema
    given = frozenset(frame.columns)
    return frame.select(
        "person",
        *(_column(name, kind, name in given) for name, kind in schema.items() if name != "person"),
    )


@cache
def _column(name: str, kind: pl.DataType, given: bool) -> pl.Expr:
    return pl.col(name).cast(kind) if given else pl.lit(None, dtype=kind).alias(name)
