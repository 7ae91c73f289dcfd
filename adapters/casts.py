"""Text cells to typed cells, for each kind of column but days and codes; what fails is null."""

from types import MappingProxyType

import polars as pl

from schemas.column import Column, Kind

FLAGS = MappingProxyType(
    dict.fromkeys(("true", "1", "y", "yes", "t"), True)
    | dict.fromkeys(("false", "0", "n", "no", "f"), False)
)
# Whole numbers up to here are exact in a double.
EXACT = 2**53


def cast_number(text: pl.Series, column: Column) -> pl.Series:
    """Return finite decimal numbers: a point, no thousands separator; whole ones as Int64."""
    numbers = text.cast(column.type, strict=False)
    if numbers.null_count() > text.null_count():
        numbers = numbers.zip_with(numbers.is_not_null(), _number_of_another_form(text, column))
    if column.kind is Kind.NUMBER and not numbers.is_finite().all():
        return numbers.set(~numbers.is_finite(), None)
    return numbers


def cast_flag(words: pl.Series) -> pl.Series:
    """Return true, 1, Y, yes or T as true and their opposites as false, in either case."""
    return words.str.to_lowercase().replace_strict(FLAGS, default=None, return_dtype=pl.Boolean)


def cast_choice(words: pl.Series, column: Column) -> pl.Series:
    """Return words of the column's list: in either case, with blanks or _ for hyphens."""
    listed = {word: word for word in column.one_of}
    spelled = words.str.to_lowercase().str.replace_all(r"[ _]", "-")
    return spelled.replace_strict(listed, default=None, return_dtype=pl.String)


def _number_of_another_form(text: pl.Series, column: Column) -> pl.Series:
    """Cast once more, with 3.0 for 3."""
    numbers = text.cast(pl.Float64, strict=False)
    if column.kind is Kind.NUMBER:
        return numbers
    exact = (numbers == numbers.round()) & (numbers.abs() < EXACT)
    return numbers.set(~exact, None).cast(pl.Int64, strict=False)
