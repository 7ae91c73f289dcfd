"""Rows taken down to what a basis allows: days, ages, places, and columns that stay at home."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from policies.deidentification.ages import over_89_is_observed, over_89_is_told
from policies.deidentification.allowance import PRECISIONS, Allowance
from policies.deidentification.geography import NOWHERE, restricted
from schemas.column import Column, Hipaa, Kind
from schemas.table import Table

TRUNCATION = {"year": "1y", "month": "1mo"}


def reduced(rows: pl.DataFrame, table: Table, allowance: Allowance, *, on: date) -> pl.DataFrame:
    """Return the rows with nothing that the basis does not allow as of the day `on`.

    `rows` has the schema of `table`; columns that stay at home come back empty. Reducing twice is
    reducing once. Source: 45 CFR 164.514(b)(2)(i), (e).
    """
    if not table.has_person:
        return rows
    if table.name == "person":
        rows = _of_places(_of_ages(rows, allowance, on=on), allowance, on=on)
    if table.name == "observation" and not allowance.ages_over_89:
        rows = rows.with_columns(
            value_number=pl.when(~over_89_is_observed(on)).then("value_number")
        )
    if allowance.date_precision != "day":
        rows = _of_days(rows, table, allowance.date_precision)
    return rows.with_columns(
        pl.lit(None, column.type).alias(column.name) for column in left_at_home(table, allowance)
    )


def left_at_home(table: Table, allowance: Allowance) -> Iterator[Column]:
    """Yield the columns of a table that the basis lets nobody send."""
    for column in table.columns:
        if column.name in table.key or not table.has_person:
            continue
        if not _may_go(column, f"{table.name}.{column.name}", allowance):
            yield column


def _may_go(column: Column, named: str, allowance: Allowance) -> bool:
    if column.hipaa is Hipaa.DATE and column.kind is Kind.INSTANT and not allowance.instants:
        return False
    if column.hipaa is Hipaa.FREE_TEXT and named not in allowance.free_text:
        return False
    if column.name == "zip5" and not allowance.zip5:
        return False
    if column.name == "zip3" and allowance.zip3 == "none":
        return False
    certified = allowance.columns is None or named in allowance.columns
    return certified or column.kind is Kind.PERSON


def _of_ages(persons: pl.DataFrame, allowance: Allowance, *, on: date) -> pl.DataFrame:
    """Leave the year of birth out where it tells an age over 89, and say so instead."""
    if allowance.ages_over_89:
        return persons
    told = over_89_is_told(on)
    return persons.with_columns(
        birth_day=pl.when(~told).then("birth_day"),
        over_89=pl.when(told).then(pl.lit(value=True)).otherwise("over_89"),
    )


def _of_places(persons: pl.DataFrame, allowance: Allowance, *, on: date) -> pl.DataFrame:
    """Fill zip3 from zip5, and write 000 where too few people live."""
    zip3 = pl.coalesce("zip3", pl.col("zip5")).str.extract(r"^(\d{3})")
    if allowance.zip3 != "populous":
        return persons.with_columns(zip3=zip3)
    few = zip3.is_in(restricted(on).implode())
    return persons.with_columns(zip3=pl.when(few).then(pl.lit(NOWHERE)).otherwise(zip3))


def _of_days(rows: pl.DataFrame, table: Table, precision: str) -> pl.DataFrame:
    """Cut every day to its year or month, and say so unless the row says it is coarser."""
    days = [
        column.name
        for column in table.columns
        if column.kind is Kind.DAY and column.hipaa is Hipaa.DATE
    ]
    cut = rows.with_columns(pl.col(days).dt.truncate(TRUNCATION[precision]))
    if "date_precision" not in table.names:
        return cut
    coarse = pl.Series(PRECISIONS[: PRECISIONS.index(precision) + 1])
    said = pl.col("date_precision").is_in(coarse.implode()).fill_null(value=False)
    return cut.with_columns(
        date_precision=pl.when(said).then("date_precision").otherwise(pl.lit(precision))
    )
