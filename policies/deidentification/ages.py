"""45 CFR 164.514(b)(2)(i)(C): ages over 89, and the years of birth that tell them."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from policies.deidentification.allowance import Allowance
from policies.deidentification.finding import Finding
from policies.parameter import parameter
from schemas.batch import Batch

REMEDY = "leave the birth_day out and say over_89: true"


def ages(batch: Batch, allowance: Allowance, *, on: date) -> Iterator[Finding]:
    """Find the persons whose year of birth tells an age over 89.

    A person's age is the one reached in the year of `on`, or in the year of death where it is
    given: one who would turn 90 within the year counts as over 89 for all of it.
    """
    if allowance.ages_over_89 or batch.table.name != "person":
        return
    told = batch.rows.select(over_89_is_told(on)).to_series()
    if told.any():
        yield Finding("birth_day", "age-over-89", REMEDY, told)


def over_89_is_told(on: date) -> pl.Expr:
    """Say which rows of the person table give a birth_day that tells an age over 89 (Boolean)."""
    oldest = parameter("oldest_age_told", on=on)
    last_year = pl.coalesce(pl.col("death_day").dt.year(), pl.lit(on.year))
    reached = last_year - pl.col("birth_day").dt.year()
    flagged = pl.col("over_89").fill_null(value=False)
    return (pl.col("birth_day").is_not_null() & ((reached > oldest) | flagged)).alias("told")
