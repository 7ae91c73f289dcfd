"""Delimited files as text, and what reading them gives."""

from collections.abc import Callable, Iterator

import polars as pl

from adapters.inputs import read_source
from adapters.source import Source, bytes_source
from schemas.batch import Batch
from schemas.records import TABLES

Read = Callable[[Source], Iterator[Batch]]


def batches(
    content: str | bytes, read: Read = read_source, *, name: str = "sent.csv"
) -> list[Batch]:
    """Return every batch that reading one file gives."""
    written = content.encode() if isinstance(content, str) else content
    return list(read(bytes_source(written, name)))


def rows(content: str | bytes, table: str, read: Read = read_source) -> pl.DataFrame:
    """Return the sound rows of one table, in the order of the file."""
    found = [batch.rows for batch in batches(content, read) if batch.table.name == table]
    return pl.concat([pl.DataFrame(schema=TABLES[table].schema), *found])


def faults(content: str | bytes, read: Read = read_source) -> list[tuple[int, str, str]]:
    """Return (position, field, rule) of each fault, in the order in which they are told."""
    return [fault[:3] for fault in told(content, read)]


def told(content: str | bytes, read: Read = read_source) -> list[tuple[int, str, str, str]]:
    """Return (position, field, rule, severity) of each fault."""
    found = pl.concat(batch.faults for batch in batches(content, read))
    return found.select("position", "field", "rule", "severity").rows()
