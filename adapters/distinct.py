"""Work on the distinct values of a column, so that a rule costs what its vocabulary costs."""

from collections.abc import Callable

import polars as pl
import pyarrow as pa

from schemas.distinct import Cells, Distinct, in_runs

# A column is judged by its first so many cells: the judgment costs or saves time, no more.
SAMPLE, MANY = 4096, 0.5


def distinct(text: pl.Series) -> Distinct:
    """Return a column of text by its distinct texts.

    Arrow's dictionary is of this column alone; Polars' categories would grow with every file that
    is read.
    """
    # As views the texts are not copied first.
    return of_dictionary(text.to_arrow(compat_level=pl.CompatLevel.newest()).dictionary_encode())


def by_runs(cells: pl.Series) -> Cells:
    """Return a column by its runs where neighbouring rows are mostly alike, else as it is."""
    sample = cells.head(SAMPLE)
    return in_runs(cells) if len(in_runs(sample).values) < MANY * len(sample) else cells


def of_dictionary(coded: pa.DictionaryArray) -> Distinct:
    """Return a column that Arrow has numbered by its texts (String)."""
    # Polars gathers by numbers without a sign, and would turn any others into such each time.
    index = pl.Series(coded.indices.view(pa.uint32()))
    return Distinct(values=pl.Series(coded.dictionary, dtype=pl.String), index=index)


def as_dictionary(known: Distinct) -> pa.DictionaryArray:
    """Return a column of texts as Arrow numbers it; `of_dictionary` gives it back."""
    return pa.DictionaryArray.from_arrays(known.index.to_arrow(), known.values.to_arrow())


def per_distinct(text: pl.Series, work: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Apply `work` to the distinct values of a text column and give each row its value's result.

    Empty cells stay empty.
    """
    return distinct(text).map(work).cells.alias(text.name)
