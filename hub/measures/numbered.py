"""Persons by number while SQL runs: a token is a long text, and a measure joins on nothing else."""

from collections.abc import Mapping

import polars as pl
import pyarrow as pa

PERSON = "person"


def numbered(tables: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Table], pl.Series]:
    """Return the tables with the number (UInt32) of each person, and the tokens by number.

    Those of the table of persons, where each is one row, are its rows by number.
    """
    theirs = {name: table for name, table in tables.items() if PERSON in table.column_names}
    tokens = {
        name: pl.Series(table[PERSON].cast(pa.large_string())) for name, table in theirs.items()
    }
    known = tokens.pop(PERSON, pl.Series(dtype=pl.String))
    # All at once: the tokens known are hashed a single time.
    every = pl.concat([pl.Series(dtype=pl.String), *tokens.values()])
    numbers = _numbers(every, known)
    if numbers.null_count() > every.null_count():
        others = every.filter(numbers.is_null()).drop_nulls().unique()
        known = pl.concat([known, others])
        numbers = _numbers(every, known)
    shown, begin = dict(tables), 0
    for name, found in tokens.items():
        shown[name] = _with(theirs[name], numbers.slice(begin, len(found)))
        begin += len(found)
    if PERSON in theirs:
        rows = theirs[PERSON].num_rows
        shown[PERSON] = _with(theirs[PERSON], pl.int_range(rows, dtype=pl.UInt32, eager=True))
    return shown, known


def named(rows: pl.DataFrame, tokens: pl.Series) -> pl.DataFrame:
    """Return the rows of an answer with the token of each person."""
    if PERSON not in rows.columns:
        return rows
    return rows.with_columns(tokens.gather(rows[PERSON]).alias(PERSON))


def _numbers(tokens: pl.Series, known: pl.Series) -> pl.Series:
    """Return the place of each token among those known; null where it is not."""
    places = pl.DataFrame({PERSON: known}).with_row_index("number")
    asked = pl.DataFrame({PERSON: tokens})
    return asked.join(places, on=PERSON, how="left", maintain_order="left")["number"]


def _with(table: pa.Table, numbers: pl.Series) -> pa.Table:
    return table.set_column(table.column_names.index(PERSON), PERSON, numbers.to_arrow())
