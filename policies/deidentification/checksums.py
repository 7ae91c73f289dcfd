"""Check digits of identifiers, over whole columns of candidates."""

from functools import reduce
from operator import add

import polars as pl

LONGEST = 20
# The letters of a vehicle identification number as digits (49 CFR 565.15, table III).
TRANSLITERATED = "ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789"
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def digits_of(candidates: pl.Series) -> pl.Series:
    """Return the digits of each candidate and nothing else (String)."""
    return candidates.str.replace_all(r"[^0-9]", "")


def luhn(digits: pl.Series) -> pl.Series:
    """Say which texts of at most 20 digits stand the test of Luhn (ISO/IEC 7812-1, annex B)."""
    return _judge(digits.str.zfill(LONGEST), _luhn_sum() % 10 == 0)


def dea(digits: pl.Series) -> pl.Series:
    """Say which texts of seven digits end in the check digit of a DEA registration."""
    odd = reduce(add, (_digit(place) for place in (0, 2, 4)))
    even = reduce(add, (_digit(place) for place in (1, 3, 5)))
    return _judge(digits, (odd + 2 * even) % 10 == _digit(6))


def vehicle(numbers: pl.Series) -> pl.Series:
    """Say which upper-case texts of 17 characters hold a VIN's check digit (49 CFR 565.15(c))."""
    letters, values = TRANSLITERATED
    total = reduce(
        add,
        (
            weight
            * pl.col("text")
            .str.slice(place, 1)
            .replace(list(letters), list(values))
            .cast(pl.Int64, strict=False)
            for place, weight in enumerate(VIN_WEIGHTS)
        ),
    )
    check = pl.col("text").str.slice(8, 1)
    expected = pl.when(total % 11 == 10).then(pl.lit("X")).otherwise((total % 11).cast(pl.String))
    return _judge(numbers, expected == check)


def _luhn_sum() -> pl.Expr:
    doubled = {place: 2 * _digit(place) for place in range(0, LONGEST, 2)}
    terms = [
        pl.when(doubled[place] > 9).then(doubled[place] - 9).otherwise(doubled[place])
        if place in doubled
        else _digit(place)
        for place in range(LONGEST)
    ]
    return reduce(add, terms)


def _digit(place: int) -> pl.Expr:
    return pl.col("text").str.slice(place, 1).cast(pl.Int64, strict=False)


def _judge(texts: pl.Series, test: pl.Expr) -> pl.Series:
    judged = pl.DataFrame({"text": texts}).select(test.fill_null(value=False).alias("holds"))
    return judged.to_series()
