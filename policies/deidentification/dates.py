"""45 CFR 164.514(b)(2)(i)(C): the elements of dates that a basis lets be told."""

from collections.abc import Iterator

import polars as pl

from policies.deidentification.allowance import PRECISIONS, Allowance
from policies.deidentification.finding import Finding
from schemas.batch import Batch
from schemas.column import Column, Hipaa, Kind

REMEDY = {
    "year": "give the year alone: 1 January in the day column and date_precision year",
    "month": "give the month alone: its first day and date_precision month",
}


def dates(batch: Batch, allowance: Allowance) -> Iterator[Finding]:
    """Find the days and instants of a person's record that say more than the basis allows."""
    if not batch.table.has_person:
        return
    told = [column for column in batch.table.columns if column.hipaa is Hipaa.DATE]
    if not allowance.instants:
        yield from _instants(batch, told)
    if allowance.date_precision != "day":
        yield from _days(batch, told, allowance.date_precision)


def _instants(batch: Batch, told: list[Column]) -> Iterator[Finding]:
    for column in told:
        if column.kind is Kind.INSTANT and batch.holds(column.name):
            yield Finding(
                column.name,
                "instant",
                "leave the time of day out; give the day column alone",
                batch.cells(column.name).is_not_null(),
            )


def _days(batch: Batch, told: list[Column], precision: str) -> Iterator[Finding]:
    """A day is told where it is not the first of its year or month, or is said to be one."""
    coarse = _said_coarse(batch, precision)
    for column in told:
        if column.kind is not Kind.DAY or not batch.holds(column.name):
            continue
        days = batch.cells(column.name)
        first = days.dt.ordinal_day() == 1 if precision == "year" else days.dt.day() == 1
        told_more = days.is_not_null() & ~(first.fill_null(value=True) & coarse)
        if told_more.any():
            yield Finding(column.name, f"date-finer-than-{precision}", REMEDY[precision], told_more)


def _said_coarse(batch: Batch, precision: str) -> pl.Series:
    """Say which rows declare days as coarse as allowed; one that declares nothing means days."""
    allowed = PRECISIONS[: PRECISIONS.index(precision) + 1]
    if "date_precision" not in batch.columns:
        return pl.Series([False]).new_from_index(0, batch.height)
    said = batch.cells("date_precision")
    return said.is_in(pl.Series(allowed).implode()).fill_null(value=False)
