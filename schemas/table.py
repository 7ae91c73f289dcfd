"""A table of the shared record schema."""

from collections.abc import Callable

import polars as pl

from schemas.column import Column, Kind
from schemas.record import record


@record
class Check:
    """A rule over one row.

    `holds` gives an expression that is false where the row breaks the rule; null is not judged.
    """

    rule: str
    field: str
    remedy: str
    holds: Callable[[], pl.Expr]
    warning: bool = False


@record
class Table:
    """A named set of columns, its key, and the rules that bind columns together.

    The key is unique within a submission. `beside` names columns that say too little without
    another: what a file with the first and without the second is warned of.
    """

    name: str
    means: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def schema(self) -> pl.Schema:
        """The Polars schema of the table."""
        return pl.Schema({column.name: column.type for column in self.columns})

    @property
    def has_person(self) -> bool:
        """Whether each row is about a person."""
        return any(column.kind is Kind.PERSON for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]


def called_records(table: str) -> str:
    """Return what the records of a table are called, by its name: claim line records."""
    return f"{table.replace('_', ' ')} records"


def starts_before_it_ends(start: str = "start", end: str = "end") -> Check:
    """The day on which something ends is not before the day on which it starts."""
    return Check(
        rule="end-before-start",
        field=f"{end}_day",
        remedy=f"give an {end}_day that is the {start}_day or later",
        holds=lambda: pl.col(f"{end}_day") >= pl.col(f"{start}_day"),
    )
