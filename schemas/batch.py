"""A batch: some rows of one record table, what is wrong with the rest, and what no table holds."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

import polars as pl

from schemas.distinct import Cells, Distinct, cells_of, frame_of, holds_any, values_of
from schemas.fault import no_faults
from schemas.record import record
from schemas.table import Table

NOTHING: Mapping[str, pl.Series] = MappingProxyType({})
NONE_KNOWN: Mapping[str, Distinct] = MappingProxyType({})


@record
class Batch:
    """Sound rows in the columns of `table`, and the faults of the rows that were left out.

    `columns` come by name, each by its cells, or by its distinct values where its reader knows
    them. `positions` (Int64, as long) says which record of the file each row came from. `surplus`
    holds, by column name or FHIR path, the text that the file carries and no table holds: the
    identifier gate reads it, nothing keeps it. `passed_over` counts, by kind, records that no table
    needs; the first batch made of a piece of the file tells of the whole piece.
    """

    table: Table
    columns: Mapping[str, Cells]
    positions: pl.Series
    file: str = ""
    faults: pl.DataFrame = field(default_factory=no_faults)
    surplus: Mapping[str, pl.Series] = field(default_factory=lambda: NOTHING)
    passed_over: Mapping[str, int] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.positions)

    @property
    def rows(self) -> pl.DataFrame:
        """The rows in the schema of the table, gathered anew for each who asks for all of them."""
        return frame_of(self.columns)

    @property
    def distinct(self) -> Mapping[str, Distinct]:
        """By name, the columns of which the distinct values are known."""
        return {name: each for name, each in self.columns.items() if isinstance(each, Distinct)}

    def holds(self, name: str) -> bool:
        """Say whether any row holds a value in a column."""
        return holds_any(self.columns[name])

    def frame(self, names: Iterable[str]) -> pl.DataFrame:
        """Return the columns of those names, row by row."""
        return frame_of({name: self.columns[name] for name in names})

    def values(self, name: str) -> pl.Series:
        """Return values that hold every one of a column; some of them may stand in no row."""
        return values_of(self.columns[name])

    def cells(self, name: str) -> pl.Series:
        """Return one column row by row: of one that comes by its distinct values, made anew."""
        return cells_of(self.columns[name]).alias(name)
