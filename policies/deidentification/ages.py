"""45 CFR 164.514(b)(2)(i)(C): ages over 89, and the years of birth that tell them."""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

import polars as pl

from policies.deidentification.allowance import Allowance
from policies.deidentification.finding import Finding
from policies.parameter import parameter
from schemas.batch import Batch

# Observations that are a person's age (LOINC, SNOMED CT), and units of which it takes many to be a
# year; any other unit, or none, is taken for years.
AGES = pl.Series(
    [
        *("30525-0", "21611-9", "21612-7", "29553-5", "35659-2", "63900-5", "39016-1"),
        *("397669002", "424144002", "445518008"),
    ]
)
SHORTER = pl.Series(
    ["mo", "month", "months", "wk", "week", "weeks", "d", "day", "days", "h", "min"]
)
REMEDIES = MappingProxyType(
    {
        "birth_day": "leave the birth_day out and say over_89: true",
        "value_number": "leave the age out; the person table may say over_89: true",
    }
)


def ages(batch: Batch, allowance: Allowance, *, on: date) -> Iterator[Finding]:
    """Find the persons whose year of birth, or an observation of it, tells an age over 89.

    A person's age is the one reached in the year of `on`, or in the year of death where it is
    given: one who would turn 90 within the year counts as over 89 for all of it.
    """
    if allowance.ages_over_89 or batch.table.name not in {"person", "observation"}:
        return
    if batch.table.name == "person":
        told, column = over_89_is_told(on), "birth_day"
    else:
        told, column = over_89_is_observed(on), "value_number"
    found = batch.frame(told.meta.root_names()).select(told).to_series()
    if found.any():
        yield Finding(column, "age-over-89", REMEDIES[column], found)


def over_89_is_told(on: date) -> pl.Expr:
    """Say which rows of the person table give a birth_day that tells an age over 89 (Boolean)."""
    oldest = parameter("oldest_age_told", on=on)
    last_year = pl.coalesce(pl.col("death_day").dt.year(), pl.lit(on.year))
    reached = last_year - pl.col("birth_day").dt.year()
    flagged = pl.col("over_89").fill_null(value=False)
    return (pl.col("birth_day").is_not_null() & ((reached > oldest) | flagged)).alias("told")


def over_89_is_observed(on: date) -> pl.Expr:
    """Say which rows of the observation table are an age over 89 (Boolean)."""
    years = ~pl.col("value_unit").str.to_lowercase().is_in(SHORTER.implode())
    older = pl.col("value_number") > parameter("oldest_age_told", on=on)
    is_age = pl.col("code").list.eval(pl.element().struct.field("code").is_in(AGES.implode()))
    told = older & is_age.list.any() & years.fill_null(value=True)
    return told.fill_null(value=False).alias("told")
