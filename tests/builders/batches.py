"""Batches of record tables by keyword, as a reader would give them."""

import polars as pl

from schemas.batch import Batch
from schemas.records import TABLES
from tests.builders.records import Row, frames, row


def batch(table: str, *rows: Row, surplus: dict[str, list[str | None]] | None = None) -> Batch:
    """Return the rows as a batch of that table, numbered from 1, with columns that no table has."""
    held = frames(rows)[table]
    return Batch(
        table=TABLES[table],
        columns=held.to_dict(),
        positions=pl.Series(range(1, held.height + 1), dtype=pl.Int64),
        file="given.csv",
        surplus={
            name: pl.Series(name, values, dtype=pl.String)
            for name, values in (surplus or {}).items()
        },
    )


def persons(*tokens: str, **cells: object) -> Batch:
    """Return a batch of persons with these tokens and, each, these cells."""
    return batch("person", *(row("person", person=token, **cells) for token in tokens))
