"""Fields that take a value as it is: texts, numbers, and true or false."""

from collections.abc import Mapping

import polars as pl

from adapters.fhir.field import Filled, camel
from adapters.fhir.rows import At, Rows
from adapters.fhir.unit import Unit
from schemas.record import record


@record
class Plain:
    """One column that takes the first value that stands at one of the places."""

    column: str
    places: tuple[At, ...]
    kind: pl.DataType | type[pl.DataType]
    path: str

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the column's element."""
        return {self.column: self.path}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Take the values."""
        del unit
        columns = [rows.column(place, self.kind) for place in self.places]
        first, *others = columns
        for other in others:
            first = first.zip_with(first.is_not_null(), other)
        return Filled(columns=(first.alias(self.column),))


def text(column: str, *places: At, path: str = "") -> Plain:
    """A text."""
    return _plain(column, places, pl.String(), path)


def number(column: str, *places: At, path: str = "") -> Plain:
    """A number."""
    return _plain(column, places, pl.Float64(), path)


def whole(column: str, *places: At, path: str = "") -> Plain:
    """A whole number."""
    return _plain(column, places, pl.Int64(), path)


def flag(column: str, *places: At, path: str = "") -> Plain:
    """A statement that is true or false."""
    return _plain(column, places, pl.Boolean(), path)


def _plain(column: str, places: tuple[At, ...], kind: pl.DataType, path: str) -> Plain:
    places = places or (column,)
    first = places[0]
    return Plain(
        column=column,
        places=places,
        kind=kind,
        path=path or camel(first if isinstance(first, str) else column),
    )
