"""A column that says the same of every resource of a type."""

from collections.abc import Mapping

import polars as pl

from adapters.fhir.field import Filled
from adapters.fhir.rows import Rows
from adapters.fhir.unit import Unit
from schemas.record import record


@record
class Constant:
    """A column with one word in every row."""

    column: str
    word: str

    @property
    def paths(self) -> Mapping[str, str]:
        """The word comes from the type of the resource."""
        return {self.column: "resourceType"}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Repeat the word."""
        del unit
        return Filled(columns=(pl.Series(self.column, [self.word]).new_from_index(0, len(rows)),))


def constant(column: str, word: str) -> Constant:
    """The same word in every row."""
    return Constant(column=column, word=word)
