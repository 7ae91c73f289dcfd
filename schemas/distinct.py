"""A column by its distinct values: what a rule costs is then what its vocabulary costs."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from schemas.record import record


@record
class Distinct:
    """The cell of row i is `values[index[i]]`, and null where `index` (UInt32) is null.

    Some value may stand in no row any more, and of a column in runs one may come again.
    """

    values: pl.Series
    index: pl.Series

    @property
    def cells(self) -> pl.Series:
        """The column itself."""
        if not len(self.values):
            return self.values.extend_constant(None, 1).new_from_index(0, len(self.index))
        return self.values.gather(self.index)

    def map(self, work: Callable[[pl.Series], pl.Series]) -> "Distinct":
        """Apply work that keeps the number and order of the values."""
        return Distinct(values=work(self.values), index=self.index)

    def filter(self, kept: pl.Series) -> "Distinct":
        """Return the rows that are kept (Boolean)."""
        return Distinct(values=self.values, index=self.index.filter(kept))

    def slice(self, begin: int) -> "Distinct":
        """Return the rows from `begin` on."""
        return Distinct(values=self.values, index=self.index.slice(begin))

    def where(self, mask: pl.Series) -> pl.Series:
        """Say which rows hold a value for which the mask (Boolean, as long as values) is true."""
        if not mask.any():
            return pl.Series([False]).new_from_index(0, len(self.index))
        held = mask.gather(self.index)
        return held.fill_null(value=False) if held.null_count() else held


# A column: its cells, or the distinct ones of them and which of those each row has.
Cells = pl.Series | Distinct


def cells_of(column: Cells) -> pl.Series:
    """Return the cells of a column, row by row."""
    return column.cells if isinstance(column, Distinct) else column


def values_of(column: Cells) -> pl.Series:
    """Return values that hold every one of a column at least once: what a rule has to look at."""
    return column.values if isinstance(column, Distinct) else column


def holds_any(column: Cells) -> bool:
    """Say whether any row holds a value."""
    if not isinstance(column, Distinct):
        return column.null_count() < len(column)
    given = column.values.is_not_null()
    if given.all():
        return column.index.null_count() < len(column.index)
    return column.where(given).any()


def rows_where(column: Cells, mask: pl.Series) -> pl.Series:
    """Say which rows hold a value for which the mask (Boolean, over `values_of`) is true."""
    return column.where(mask) if isinstance(column, Distinct) else mask


def frame_of(columns: Mapping[str, Cells]) -> pl.DataFrame:
    """Return columns as a frame, row by row."""
    return pl.DataFrame({name: cells_of(column) for name, column in columns.items()})


def in_runs(cells: pl.Series) -> Distinct:
    """Return a column by its runs: neighbouring rows with the same cell.

    Records of one person or claim mostly lie together, and finding runs costs a fraction of finding
    what is distinct.
    """
    begins = np.ones(len(cells), dtype=np.bool_)
    begins[1:] = cells.slice(1).ne_missing(cells.head(-1)).to_numpy()
    index = np.cumsum(begins, dtype=np.uint32) - np.uint32(1)
    # In one piece: to gather from several costs three times as much.
    return Distinct(values=cells.filter(pl.Series(begins)).rechunk(), index=pl.Series(index))
