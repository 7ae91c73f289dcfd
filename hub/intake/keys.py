"""The keys of a table's records and their references, as hashes: all that the second pass reads."""

import polars as pl

from schemas.column import Column, Kind
from schemas.table import Table

KEY, POSITION, FILE = "key", "position", "file"


def references(table: Table) -> tuple[Column, ...]:
    """Return the columns that name a record of another table."""
    return tuple(
        column
        for column in table.columns
        if column.refers_to not in {None, table.name}
        and column.kind in {Kind.REFERENCE, Kind.PERSON}
    )


def key_frame(rows: pl.DataFrame, table: Table, positions: pl.Series, *, seed: int) -> pl.DataFrame:
    """Return the hash (UInt64) of each record's key and references, and where the record stands.

    A reference that is empty is null. Hashes of 64 bits under a seed of the run: that two of n
    keys meet by chance has a probability of n * n / 2**65, a hundred-thousandth for 20 million.
    """
    return rows.select(
        _hashed(table.key, seed).alias(KEY),
        *(_hashed((column.name,), seed).alias(column.name) for column in references(table)),
    ).with_columns(positions.alias(POSITION))


def _hashed(names: tuple[str, ...], seed: int) -> pl.Expr:
    """A key of one column hashes as a reference to it does."""
    if len(names) == 1:
        cell = pl.col(names[0])
        return pl.when(cell.is_not_null()).then(cell.hash(seed))
    return pl.struct(names).hash(seed)
