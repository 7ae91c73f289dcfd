"""True counts from the books: person, met and total, by member, by month, by event."""

from datetime import date

import polars as pl

from hub.demo.books import Books, in_year
from hub.demo.plan import YEAR

_MONTHS = tuple(date(YEAR, month, 15) for month in range(1, 13))


def days_of(services: pl.DataFrame) -> pl.DataFrame:
    """Return the days on which a person had any of these services."""
    return services.select("person", "day").unique()


def counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Count the rows of each person."""
    return rows.group_by("person").agg(met=pl.len())


def per_member(members: pl.DataFrame, days: pl.DataFrame, *, once: bool = False) -> pl.DataFrame:
    """Return person, met and total: each member once; how often met, or whether (`once`)."""
    met = members.join(counted(days), on="person", how="left").with_columns(total=pl.lit(1))
    met = met.with_columns(pl.col("met").fill_null(0).cast(pl.Int64))
    return met.with_columns(pl.col("met").clip(upper_bound=1)) if once else met


def per_month(held: Books, events: pl.DataFrame) -> pl.DataFrame:
    """Return person, met and total: these events by the months that a person was covered."""
    covered = [
        pl.lit(day).is_between(pl.col("start_day"), pl.col("end_day")).cast(pl.Int64)
        for day in _MONTHS
    ]
    months = pl.sum_horizontal(covered).sum()
    total = held.spans.filter(*in_year()).group_by("person").agg(total=months)
    return with_met(total.filter(pl.col("total") > 0), counted(events))


def with_met(total: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    """Put beside what is counted how much of it was met: nothing where there is no row."""
    found = total.join(met, on="person", how="left")
    return found.with_columns(pl.col("met").fill_null(0).cast(pl.Int64))
