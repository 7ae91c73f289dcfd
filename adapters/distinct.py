"""Work on the distinct values of a column, so that a rule costs what its vocabulary costs."""

from collections.abc import Callable

import polars as pl

from schemas.distinct import Distinct

# A column: its cells, or the distinct ones of them and which of those each row has.
Cells = pl.Series | Distinct


def distinct(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the distinct values of a column of text, and each row's index into them.

    The index is null where the text is. An Enum knows its texts already. Arrow's dictionary is of
    this column alone; Polars' categories would grow with every file that is read.
    """
    if isinstance(text.dtype, pl.Enum):
        return text.dtype.categories.alias(text.name), text.to_physical()
    # As views the texts are not copied first.
    coded = text.to_arrow(compat_level=pl.CompatLevel.newest()).dictionary_encode()
    return pl.Series(text.name, coded.dictionary, dtype=pl.String), pl.Series(coded.indices)


def cells_of(column: Cells) -> pl.Series:
    """Return the cells of a column, row by row."""
    return column.cells if isinstance(column, Distinct) else column


def values_of(column: Cells) -> pl.Series:
    """Return values that hold every one of a column at least once: what a rule has to look at."""
    return column.values if isinstance(column, Distinct) else column


def rows_where(column: Cells, mask: pl.Series) -> pl.Series:
    """Say which rows hold a value for which the mask (Boolean, over `values_of`) is true."""
    return column.where(mask) if isinstance(column, Distinct) else mask


def per_distinct(text: pl.Series, work: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Apply `work` to the distinct values of a text column and give each row its value's result.

    Empty cells stay empty. A claim column of a million rows holds a few hundred days or codes:
    parsing those and looking the rows up costs a third of parsing every row.
    """
    values, index = distinct(text)
    return work(values).gather(index).alias(text.name)
