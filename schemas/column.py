"""A column of a record table: its type, whether it must be there, and what HIPAA calls it."""

from enum import StrEnum

import polars as pl

from schemas.record import record

CODING = pl.Struct({"system": pl.String, "code": pl.String})


class Kind(StrEnum):
    """What a column holds."""

    PERSON = "person token"
    KEY = "record key"
    REFERENCE = "key of another record"
    CODES = "list of (system, code)"
    CHOICE = "one of a short list"
    TEXT = "text"
    DAY = "day"
    INSTANT = "instant, UTC"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "true or false"


class Hipaa(StrEnum):
    """What 45 CFR 164.514(b)(2)(i) says of a column: which kind of identifier it could be."""

    NONE = "none"
    CODE = "unique code (R)"
    DATE = "date (C)"
    AGE = "age (C)"
    GEOGRAPHY = "geography (B)"
    FREE_TEXT = "free text"
    PROVIDER = "identifies a provider, not a person"


TYPES: dict[Kind, pl.DataType | type[pl.DataType]] = {
    Kind.PERSON: pl.String,
    Kind.KEY: pl.String,
    Kind.REFERENCE: pl.String,
    Kind.CODES: pl.List(CODING),
    Kind.CHOICE: pl.String,
    Kind.TEXT: pl.String,
    Kind.DAY: pl.Date,
    Kind.INSTANT: pl.Datetime("us", "UTC"),
    Kind.WHOLE: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.FLAG: pl.Boolean,
}


@record
class Column:
    """One column: `means` is its line in the data dictionary.

    `system` is the code system meant where a code comes without one; `refers_to` names the table
    of a reference; `least` and `most` bound a number, inclusive.
    """

    name: str
    kind: Kind
    means: str
    required: bool = False
    hipaa: Hipaa = Hipaa.NONE
    system: str | None = None
    one_of: tuple[str, ...] = ()
    refers_to: str | None = None
    least: float | None = None
    most: float | None = None

    @property
    def type(self) -> pl.DataType | type[pl.DataType]:
        """The Polars type of the column."""
        return TYPES[self.kind]


def key(name: str, means: str) -> Column:
    """The key of a record, unique in its table and submission."""
    return Column(name=name, kind=Kind.KEY, means=means, required=True, hipaa=Hipaa.CODE)


def person() -> Column:
    """The pseudonymous token of the person that a record is about."""
    return Column(
        name="person",
        kind=Kind.PERSON,
        means="token of the person; never an identifier of the sender's own systems",
        required=True,
        hipaa=Hipaa.CODE,
        refers_to="person",
    )


def reference(name: str, table: str, means: str, *, required: bool = False) -> Column:
    """The key of a record of another table."""
    provider = table in {"practice", "provider"}
    return Column(
        name=name,
        kind=Kind.REFERENCE,
        means=means,
        required=required,
        hipaa=Hipaa.PROVIDER if provider else Hipaa.CODE,
        refers_to=table,
    )


def codes(name: str, means: str, *, system: str | None = None, required: bool = False) -> Column:
    """A coded element: every code that the sender gave for it, each with its system."""
    return Column(name=name, kind=Kind.CODES, means=means, system=system, required=required)


def choice(name: str, means: str, *values: str, required: bool = False) -> Column:
    """A word of a short, closed list."""
    return Column(name=name, kind=Kind.CHOICE, means=means, one_of=values, required=required)


def time(name: str, means: str, *, required: bool = False) -> tuple[Column, Column]:
    """A time as two columns: the day as written, and the instant where one is known."""
    return (
        Column(name=f"{name}_day", kind=Kind.DAY, means=means, required=required, hipaa=Hipaa.DATE),
        Column(
            name=f"{name}_instant",
            kind=Kind.INSTANT,
            means=f"{means}, to the instant",
            hipaa=Hipaa.DATE,
        ),
    )


def flag(name: str, means: str) -> Column:
    """A statement that is true, false or not made."""
    return Column(name=name, kind=Kind.FLAG, means=means)


def whole(
    name: str, means: str, *, least: float | None = None, most: float | None = None
) -> Column:
    """A whole number."""
    return Column(name=name, kind=Kind.WHOLE, means=means, least=least, most=most)


def number(
    name: str, means: str, *, least: float | None = None, most: float | None = None
) -> Column:
    """A number."""
    return Column(name=name, kind=Kind.NUMBER, means=means, least=least, most=most)


def text(name: str, means: str, *, hipaa: Hipaa = Hipaa.NONE, required: bool = False) -> Column:
    """A short text; `Hipaa.FREE_TEXT` where somebody may write what he likes."""
    return Column(name=name, kind=Kind.TEXT, means=means, hipaa=hipaa, required=required)


def date_precision() -> Column:
    """How precise the days of a record are; a record of years holds 1 January as its days."""
    return choice(
        "date_precision",
        "how precise the days of this record are; empty means day",
        "day",
        "month",
        "year",
    )
