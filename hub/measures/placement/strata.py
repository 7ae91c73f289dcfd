"""The strata of a person: one value each, so that cells add up."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import polars as pl

from schemas.cell import UNKNOWN

AGE_BANDS = MappingProxyType({"0-11": 0, "12-17": 12, "18-44": 18, "45-64": 45, "65+": 65})
SEVERAL_RACES = "two-or-more"
# OMB categories (CDC Race & Ethnicity code system).
RACES = MappingProxyType(
    {
        "1002-5": "american-indian-or-alaska-native",
        "2028-9": "asian",
        "2054-5": "black-or-african-american",
        "2076-8": "native-hawaiian-or-pacific-islander",
        "2106-3": "white",
        "2131-1": "other-race",
    }
)
ETHNICITIES = MappingProxyType({"2135-2": "hispanic-or-latino", "2186-5": "not-hispanic-or-latino"})

# The values of each stratum, in the order in which they are shown; `unknown` comes last.
STRATA: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "age_band": (*AGE_BANDS, UNKNOWN),
        "sex": ("female", "male", "other", UNKNOWN),
        "race": (*RACES.values(), SEVERAL_RACES, UNKNOWN),
        "ethnicity": (*ETHNICITIES.values(), UNKNOWN),
        "rurality": ("metropolitan", "micropolitan", "small-town", "rural", UNKNOWN),
        "deprivation": ("1-2", "3-4", "5-6", "7-8", "9-10", UNKNOWN),
    }
)
COLUMNS = (
    *("person", "birth_day", "date_precision", "over_89", "sex", "race", "ethnicity"),
    *("rurality", "deprivation_decile"),
)


def strata_of(persons: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return `person` and a column for each of STRATA, one row for each row of the person table.

    Ages are those of the day `on`; of a year or month of birth its last day is taken, which on the
    first day of a year is right for all but those born on such a day. A value that is not known is
    null; who is of several races has a value of its own.
    """
    return persons.select(
        "person",
        age_band=_age_band(on),
        sex=pl.when(pl.col("sex") != UNKNOWN).then("sex").cast(pl.String),
        race=_only("race", RACES, SEVERAL_RACES),
        ethnicity=_only("ethnicity", ETHNICITIES, None),
        rurality=pl.col("rurality").cast(pl.String),
        deprivation=_fifth(),
    )


def _age_band(on: date) -> pl.Expr:
    birth = _latest_birth().dt
    # Int8 months times a hundred would overflow without a word.
    birthday = birth.month().cast(pl.Int32) * 100 + birth.day().cast(pl.Int32)
    had_birthday = birthday <= on.month * 100 + on.day
    age = on.year - birth.year() - (~had_birthday).cast(pl.Int32)
    band: pl.Expr = pl.lit(None, dtype=pl.String)
    for name, least in AGE_BANDS.items():
        band = pl.when(age >= least).then(pl.lit(name)).otherwise(band)
    return pl.when(pl.col("over_89").fill_null(value=False)).then(pl.lit("65+")).otherwise(band)


def _latest_birth() -> pl.Expr:
    day, precision = pl.col("birth_day"), pl.col("date_precision").cast(pl.String)
    return (
        pl.when(precision == "year")
        .then(pl.date(day.dt.year(), 12, 31))
        .when(precision == "month")
        .then(day.dt.month_end())
        .otherwise(day)
    )


def _only(column: str, names: Mapping[str, str], several: str | None) -> pl.Expr:
    """The one category among the codes; `several` where there are more, null without any."""
    code = pl.element().struct.field("code").cast(pl.String)
    found = pl.col(column).list.eval(code.replace_strict(names, default=None).drop_nulls().unique())
    count = found.list.len()
    return (
        pl.when(count == 1)
        .then(found.list.first())
        .when(count > 1)
        .then(pl.lit(several, dtype=pl.String))
    )


def _fifth() -> pl.Expr:
    upper = (pl.col("deprivation_decile") + 1) // 2 * 2
    return pl.when(upper.is_not_null()).then(pl.format("{}-{}", upper - 1, upper))
