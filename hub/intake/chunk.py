"""Rows that wait to be stored: a value that repeats is kept once, and each row its number."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
import pyarrow as pa

from hub.intake.spread import is_plain, spread
from schemas.distinct import Cells, Distinct
from schemas.record import record

Types = Mapping[str, pl.DataType]


@record
class Chunk:
    """Rows of which the columns of `values` hold numbers (UInt32) of values, null for none.

    Numbers are sorted and brought together at a fraction of what lists of codes would cost.
    """

    rows: pl.DataFrame
    values: Mapping[str, pl.Series]

    def distinct(self, name: str) -> Distinct:
        """Return a column by its values."""
        cells = self.rows[name]
        if name in self.values:
            return Distinct(values=self.values[name], index=cells)
        return _by_number(cells)

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


def numbered(columns: Mapping[str, Cells], types: Types) -> Chunk:
    """Number the columns of `types`, cast to those, and others that come by distinct values."""
    found = {
        name: _by_number(cells)
        for name, cells in columns.items()
        if name in types or (isinstance(cells, Distinct) and is_plain(cells.values))
    }
    rows = {name: found[name].index if name in found else cells for name, cells in columns.items()}
    return Chunk(
        rows=pl.DataFrame(rows),
        values={
            name: each.values.cast(types.get(name, each.values.dtype))
            for name, each in found.items()
        },
    )


def together(chunks: Sequence[Chunk]) -> Chunk:
    """Return the rows of chunks with the same columns, in their order, as one."""
    names = {name: None for chunk in chunks for name in chunk.values}
    alike = [_numbering(chunk, names) for chunk in chunks]
    if len(alike) == 1:
        return alike[0]
    values = {name: [chunk.values[name] for chunk in alike] for name in names}
    parts = []
    first = dict.fromkeys(names, 0)
    for chunk in alike:
        later = (pl.col(name) + first[name] for name in names if first[name])
        parts.append(chunk.rows.with_columns(later))
        first = {name: first[name] + len(chunk.values[name]) for name in names}
    return Chunk(
        rows=pl.concat(parts, rechunk=True),
        values={name: pl.concat(each, rechunk=True) for name, each in values.items()},
    )


def _numbering(chunk: Chunk, names: Iterable[str]) -> Chunk:
    """Number columns that came by distinct values in other chunks alone."""
    found = {name: _by_number(chunk.rows[name]) for name in names if name not in chunk.values}
    return Chunk(
        rows=chunk.rows.with_columns(each.index.alias(name) for name, each in found.items()),
        values={**chunk.values, **{name: each.values for name, each in found.items()}},
    )


def _by_number(cells: Cells) -> Distinct:
    if isinstance(cells, Distinct):
        return Distinct(values=cells.values, index=cells.index.cast(pl.UInt32))
    return Distinct(values=cells, index=pl.int_range(len(cells), dtype=pl.UInt32, eager=True))
