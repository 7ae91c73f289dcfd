"""The rows of a run, part by part: each worker reads its part where it lies, and encodes it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import polars as pl
import pyarrow as pa

from hub.measures.engine import encoded_rows
from hub.measures.membership import bits_of
from hub.measures.persons import one_row_each
from hub.measures.query import Query
from hub.measures.value_sets import ValueSet
from schemas.record import record

Batches = Iterable[pa.RecordBatch]
Step = Callable[[Batches], Iterator[pa.RecordBatch]]


class Part(Protocol):
    """Some rows of one table, as those of one submission; it travels to the worker that reads."""

    def read(self) -> pa.Table:
        """Return the rows, with those of the columns asked for that it holds."""
        ...


@record
class HeldPart:
    """Rows that are in memory already."""

    rows: pa.Table

    def read(self) -> pa.Table:
        """Return the rows."""
        return self.rows


def reading(
    query: Query, name: str, parts: Sequence[Part], sets: Mapping[str, ValueSet]
) -> tuple[pa.Schema, Step]:
    """Return the columns of a table as a query sees it, and the step that reads numbered parts."""
    bits = bits_of(sets)
    schema = _plain(encoded_rows(query, name, (), sets, bits)).schema

    def read(numbers: Batches) -> Iterator[pa.RecordBatch]:
        for batch in numbers:
            for number in batch.column(0).to_pylist():
                rows = encoded_rows(query, name, parts[number].read(), sets, bits)
                yield from _plain(rows).cast(schema).to_batches()

    return schema, read


def once(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield each person once; all rows of a person are in these batches."""
    held = list(batches)
    if not held:
        return
    table = pa.Table.from_batches(held)
    persons = one_row_each(pl.DataFrame(pl.from_arrow(table)))
    yield from persons.to_arrow().select(table.column_names).cast(table.schema).to_batches()


def _plain(table: pa.Table) -> pa.Table:
    """Return the table in types that Spark has: no dictionaries, no unsigned numbers."""
    return pa.table(
        {name: _plain_column(table[name]) for name in table.column_names}
        or {"nothing": pa.nulls(table.num_rows)}
    )


def _plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_uint64(kind):
        # The same bits: the highest one becomes the sign.
        parts = [chunk.view(pa.int64()) for chunk in column.chunks]
        return pa.chunked_array(parts, pa.int64())
    return column
