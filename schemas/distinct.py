"""A column by its distinct values: what a rule costs is then what its vocabulary costs."""

from collections.abc import Callable

import polars as pl

from schemas.record import record


@record
class Distinct:
    """The cell of row i is `values[index[i]]`, and null where `index` (UInt32) is null.

    Some value may stand in no row any more.
    """

    values: pl.Series
    index: pl.Series

    @property
    def cells(self) -> pl.Series:
        """The column itself."""
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
        return mask.gather(self.index).fill_null(value=False)
