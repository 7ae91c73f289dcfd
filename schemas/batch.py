"""A batch: some rows of one record table, what is wrong with the rest, and what no table holds."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

import polars as pl

from schemas.distinct import Distinct
from schemas.fault import no_faults
from schemas.record import record
from schemas.table import Table

NOTHING: Mapping[str, pl.Series] = MappingProxyType({})
NONE_KNOWN: Mapping[str, Distinct] = MappingProxyType({})


@record
class Repeating:
    """The columns of `rows`, and of no other frame, whose distinct values its reader knows."""

    rows: pl.DataFrame
    columns: Mapping[str, Distinct]


@record
class Batch:
    """Sound rows in the columns of `table`, and the faults of the rows that were left out.

    `positions` (Int64, as long as `rows`) says which record of the file each row came from.
    `surplus` holds, by column name or FHIR path, the text that the file carries and no table
    holds: the identifier gate reads it, nothing keeps it. `passed_over` counts, by kind, records
    that no table needs; the first batch made of a piece of the file tells of the whole piece.
    """

    table: Table
    rows: pl.DataFrame
    positions: pl.Series
    file: str = ""
    faults: pl.DataFrame = field(default_factory=no_faults)
    surplus: Mapping[str, pl.Series] = field(default_factory=lambda: NOTHING)
    passed_over: Mapping[str, int] = field(default_factory=dict)
    repeating: Repeating | None = None

    @property
    def distinct(self) -> Mapping[str, Distinct]:
        """By name, columns of the rows by their distinct values, where those are known.

        Rows that were put in the place of those that were read have none: they may say otherwise.
        """
        known = self.repeating
        return known.columns if known is not None and known.rows is self.rows else NONE_KNOWN

    @property
    def columns(self) -> Mapping[str, pl.Series | Distinct]:
        """The columns of the rows by name, by their distinct values where those are known."""
        return {**self.rows.to_dict(), **self.distinct}
