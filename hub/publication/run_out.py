"""Run-out: how long the claims of each payer take to arrive, and how complete a month is by now."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

import polars as pl

from hub.publication.statistics.completion_factors import completion_factors
from schemas.record import record

# What a triangle is made from; a claim without one of the days tells nothing of the lag.
COLUMNS = ("contributor", "payer", "claim", "start_day", "paid_day", "status")


@record
class Payments:
    """When claims were first paid: what a triangle is made from, without a claim or a person.

    `lags` has payer, month (of service, in months since the year 0), age (months until the first
    payment) and claims; `last` the day of each payer's last payment.
    """

    lags: pl.DataFrame
    last: pl.DataFrame


@record
class Triangle:
    """Claims of one payer by month of service and months until payment, as of a day.

    `months` are the first days of the months of service in order; the row of each holds the claims
    paid by each age, cumulative, for the ages that have passed by `through`.
    """

    payer: str
    through: date
    months: tuple[date, ...]
    paid: tuple[tuple[int, ...], ...]

    @property
    def factors(self) -> tuple[float, ...]:
        """The share complete at each age, by the chain ladder."""
        return completion_factors(self.paid)


def payments(claims: pl.DataFrame, *, on: date) -> Payments:
    """Return what rows of the claim table with COLUMNS say of payments up to a day.

    A claim counts once, in the month of its first payment, whatever became of it later: lags are
    those of arrival. Claims paid before their month of service count as paid in it.
    """
    known = claims.filter(pl.col("paid_day") <= on).with_columns(
        payer=pl.coalesce("payer", "contributor")
    )
    first = (
        known.filter(pl.col("status") != "pending")
        .group_by("contributor", "payer", "claim")
        .agg(pl.col("start_day").min(), pl.col("paid_day").min())
    )
    lags = first.drop_nulls("start_day").select(
        "payer",
        month=_month("start_day"),
        age=(_month("paid_day") - _month("start_day")).clip(lower_bound=0),
    )
    return Payments(
        lags=lags.group_by("payer", "month", "age").agg(claims=pl.len()),
        last=known.group_by("payer").agg(day=pl.col("paid_day").max()),
    )


def payments_together(parts: Sequence[Payments]) -> Payments:
    """Return what the parts say together; no claim is in two of them."""
    lags = pl.concat(each.lags for each in parts)
    last = pl.concat(each.last for each in parts)
    return Payments(
        lags=lags.group_by("payer", "month", "age").agg(pl.col("claims").sum()),
        last=last.group_by("payer").agg(pl.col("day").max()),
    )


def lag_triangle(paid: Payments, payer: str, *, through: date) -> Triangle | None:
    """Return the triangle of a payer; None where no claim of its has run out by a month.

    `through` is the last day up to which payments are known; a month that it cuts has no age yet.
    """
    last = through.year * 12 + through.month - 1
    whole = last if _ends_month(through) else last - 1
    own = paid.lags.filter(pl.col("payer") == payer, pl.col("month") + pl.col("age") <= whole)
    return None if own.is_empty() else _triangle(payer, own, through=through, whole=whole)


def completeness(triangle: Triangle, first: date, last: date) -> float | None:
    """Return which share of the claims of the months from `first` to `last` has arrived, 0 to 1.

    Each month weighs as much as it is expected to have in the end. None where the payer has no
    claim of these months, or where one of them is not over yet.
    """
    found = arrived(triangle, first, last)
    return found[0] / found[1] if found else None


def arrived(triangle: Triangle, first: date, last: date) -> tuple[float, float] | None:
    """Return how many claims of those months are here, and how many are expected in the end."""
    factors = triangle.factors
    held = dict(zip(triangle.months, triangle.paid, strict=True))
    wanted = [date(n // 12, n % 12 + 1, 1) for n in range(_index(first), _index(last) + 1)]
    if not triangle.months or _index(last) > _index(triangle.months[-1]):
        return None
    here = expected = 0.0
    for month in wanted:
        row = held.get(month, ())
        if row:
            here += row[-1]
            expected += row[-1] / factors[len(row) - 1]
    return (here, expected) if expected else None


def _triangle(payer: str, rows: pl.DataFrame, *, through: date, whole: int) -> Triangle:
    counts = {
        (month, age): count
        for month, age, count in rows.select("month", "age", "claims").iter_rows()
    }
    # A month without a claim is in the triangle too: nothing arrived is a fact.
    months = range(min(month for month, _ in counts), whole + 1)
    paid = []
    for month in months:
        so_far = accumulate(counts.get((month, age), 0) for age in range(whole - month + 1))
        paid.append(tuple(so_far))
    return Triangle(
        payer=payer,
        through=through,
        months=tuple(date(month // 12, month % 12 + 1, 1) for month in months),
        paid=tuple(paid),
    )


def _month(name: str) -> pl.Expr:
    day = pl.col(name).dt
    return day.year() * 12 + day.month().cast(pl.Int32) - 1


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _ends_month(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
