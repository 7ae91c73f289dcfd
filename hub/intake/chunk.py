"""Rows that wait to be stored: a value that repeats is kept once, and each row its number."""

from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa

from hub.intake.spread import spread
from schemas.distinct import Distinct
from schemas.record import record

Types = Mapping[str, pl.DataType]


@record
class Chunk:
    """Rows of which the columns of `values` hold numbers (UInt32) of values, null for none.

    Numbers are sorted and brought together at a fraction of what lists of codes would cost.
    """

    rows: pl.DataFrame
    values: Mapping[str, pl.Series]

    def table(self, names: Sequence[str]) -> pa.Table:
        """Return the columns of those names, each row with its values; texts as views of them."""
        plain = [name for name in names if name not in self.values]
        # Views are handed on as they are: any other type of Arrow's would copy each text.
        given = self.rows.select(plain).to_arrow(compat_level=pl.CompatLevel.newest())
        columns = {
            name: spread(self.values[name], self.rows[name])
            if name in self.values
            else given.column(name)
            for name in names
        }
        return pa.table(columns)


def numbered(rows: pl.DataFrame, types: Types, distinct: Mapping[str, Distinct]) -> Chunk:
    """Number the columns of `types`, cast to those; of others than `distinct` ones row by row."""
    found = {name: _values(rows, name, distinct.get(name)) for name in types}
    numbers = [each.index.cast(pl.UInt32).alias(name) for name, each in found.items()]
    return Chunk(
        rows=rows.with_columns(numbers),
        values={name: each.values.cast(types[name]) for name, each in found.items()},
    )


def together(chunks: Sequence[Chunk]) -> Chunk:
    """Return the rows of chunks with the same columns, in their order, as one."""
    values = {name: [chunk.values[name] for chunk in chunks] for name in chunks[0].values}
    parts = []
    first = dict.fromkeys(values, 0)
    for chunk in chunks:
        parts.append(chunk.rows.with_columns(pl.col(name) + first[name] for name in values))
        first = {name: first[name] + len(chunk.values[name]) for name in values}
    return Chunk(
        rows=pl.concat(parts, rechunk=True),
        values={name: pl.concat(each, rechunk=True) for name, each in values.items()},
    )


def _values(rows: pl.DataFrame, name: str, known: Distinct | None) -> Distinct:
    if known is not None:
        return known
    return Distinct(values=rows[name], index=pl.int_range(rows.height, eager=True))
