"""A frame of text to a frame in the types of its table, and where that cannot be done."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import polars as pl

from adapters.casts import cast_choice, cast_flag, cast_number
from adapters.coded_cells import read_codes
from adapters.days import cast_day, cast_instant, has_time
from adapters.distinct import by_runs, distinct
from adapters.remedies import remedy
from adapters.violations import Violation
from schemas.column import Column, Hipaa, Kind
from schemas.distinct import Cells, Distinct, cells_of
from schemas.record import record
from schemas.table import Table

COARSENESS = ("day", "month", "year")

RULES = MappingProxyType(
    {
        Kind.DAY: "day",
        Kind.INSTANT: "instant",
        Kind.WHOLE: "whole-number",
        Kind.NUMBER: "number",
        Kind.FLAG: "flag",
        Kind.CHOICE: "choice",
    }
)


# Keys and tokens, free text, and amounts of money, hardly repeat.
MOSTLY_DISTINCT = frozenset({Kind.PERSON, Kind.KEY, Kind.INSTANT})
# To number texts that are taken as they stand, or as numbers, costs more than to cast each.
ONE_BY_ONE = frozenset(Kind) - {Kind.CODES, Kind.DAY, Kind.INSTANT, Kind.FLAG, Kind.CHOICE}
# They are taken as they stand, and records of one person or claim mostly lie together.
IN_RUNS = frozenset({Kind.PERSON, Kind.REFERENCE})
DIRECTORY = frozenset({"practice", "provider"})


@record
class CastRows:
    """The columns of a table in its types and order, and the rules that their text broke.

    Columns of which the distinct values are known are given by those: no row has gathered them.
    """

    columns: Mapping[str, Cells]
    violations: tuple[Violation, ...]

    @property
    def rows(self) -> pl.DataFrame:
        """The rows in the schema of the table."""
        return pl.DataFrame({name: cells_of(column) for name, column in self.columns.items()})


@record
class CastColumn:
    """A column in its type; of a time, also the day as written and how precise it is."""

    cells: Cells
    violations: tuple[Violation, ...] = ()
    day: pl.Series | None = None
    precision: pl.Series | None = None


def repeats(column: Column) -> bool:
    """Say whether the values of a column are few beside its rows, as a rule."""
    if column.kind is Kind.REFERENCE:
        return column.refers_to in DIRECTORY
    if column.hipaa is Hipaa.FREE_TEXT or column.name.endswith("_amount"):
        return False
    return column.kind not in MOSTLY_DISTINCT


def cast_rows(text: Mapping[str, Cells], table: Table, height: int) -> CastRows:
    """Cast every column of `table` that `text` (String, trimmed, empty cells null) holds.

    A column that `text` lacks is empty. A day that is missing beside an instant is the instant's
    day as written. A month or year in place of a day tells the record's `date_precision`; in a
    table without that column it is a fault.
    """
    cast = {
        column.name: _cast(text[column.name], column)
        for column in table.columns
        if column.name in text and not _is_empty(text[column.name])
    }
    columns: dict[str, Cells] = {
        column.name: cast[column.name].cells if column.name in cast else _empty(column, height)
        for column in table.columns
    }
    columns |= _days_of_instants(columns, cast)
    violations = [violation for column in cast.values() for violation in column.violations]
    if "date_precision" in columns:
        columns["date_precision"] = _coarsest(columns["date_precision"], cast)
    else:
        violations += _imprecise(table, cast)
    return CastRows(columns=columns, violations=tuple(violations))


def _empty(column: Column, height: int) -> Distinct:
    """Return a column without a value: nobody has to look at its rows."""
    nowhere = pl.Series([None], dtype=pl.UInt32).new_from_index(0, height)
    return Distinct(values=pl.Series(column.name, [], dtype=column.type), index=nowhere)


def _is_empty(text: Cells) -> bool:
    given = text.index if isinstance(text, Distinct) else text
    return given.null_count() == len(given)


def _cast(text: Cells, column: Column) -> CastColumn:
    """Cast one column, each distinct text once unless they hardly repeat."""
    if not isinstance(text, Distinct):
        if column.kind in IN_RUNS:
            return CastColumn(cells=by_runs(text))
        if column.kind in ONE_BY_ONE:
            return _cast_text(text, column)
        text = distinct(text)
    cast = _cast_text(text.values.alias(column.name), column)
    return _spread(cast, Distinct(values=cells_of(cast.cells), index=text.index))


def _spread(cast: CastColumn, known: Distinct) -> CastColumn:
    """Give each row what became of its text; a text that stands in no row breaks no rule."""
    index = known.index
    masks = [known.where(found.mask) for found in cast.violations]
    precision = None if cast.precision is None else cast.precision.gather(index)
    return CastColumn(
        cells=known,
        violations=tuple(
            replace(found, mask=mask)
            for found, mask in zip(cast.violations, masks, strict=True)
            if mask.any()
        ),
        day=None if cast.day is None else cast.day.gather(index),
        precision=None if precision is None or precision.null_count() == len(index) else precision,
    )


def _cast_text(text: pl.Series, column: Column) -> CastColumn:
    """Cast one column; a filled cell that comes out empty is a fault."""
    if column.kind is Kind.CODES:
        codings, broken = read_codes(text, column)
        return CastColumn(cells=codings, violations=tuple(broken))
    if column.kind is Kind.DAY:
        days, precision = cast_day(text)
        return CastColumn(cells=days, violations=_lost(text, days, column), precision=precision)
    if column.kind is Kind.INSTANT:
        return _cast_instant(text, column)
    cells = _cast_plain(text, column)
    return CastColumn(cells=cells, violations=_lost(text, cells, column))


def _cast_plain(text: pl.Series, column: Column) -> pl.Series:
    match column.kind:
        case Kind.WHOLE | Kind.NUMBER:
            return cast_number(text, column)
        case Kind.FLAG:
            return cast_flag(text)
        case Kind.CHOICE:
            return cast_choice(text, column)
        case _:
            return text


def _cast_instant(text: pl.Series, column: Column) -> CastColumn:
    """Cast instants; a date alone is no instant but is kept as the day."""
    days, precision = cast_day(text)
    instants = cast_instant(text)
    told = instants.zip_with(instants.is_not_null() | has_time(text), days.cast(column.type))
    return CastColumn(
        cells=instants.set(days.is_null(), None),
        violations=_lost(text, told.set(days.is_null(), None), column),
        day=days,
        precision=precision,
    )


def _lost(text: pl.Series, cells: pl.Series, column: Column) -> tuple[Violation, ...]:
    """Return where a filled cell came out empty."""
    if column.kind not in RULES or cells.null_count() == text.null_count():
        return ()
    lost = cells.is_null() & text.is_not_null()
    rule = RULES[column.kind]
    return (Violation(rule=rule, field=column.name, remedy=remedy(column), mask=lost),)


def _days_of_instants(
    columns: Mapping[str, Cells], cast: Mapping[str, CastColumn]
) -> Iterator[tuple[str, pl.Series]]:
    """Yield each day column that the instants beside it fill where it is empty."""
    for name, column in cast.items():
        day = f"{name.removesuffix('_instant')}_day"
        if column.day is not None and day in columns:
            given = cells_of(columns[day])
            yield day, given.zip_with(given.is_not_null(), column.day).alias(day)


def _coarsest(given: Cells, cast: Mapping[str, CastColumn]) -> Cells:
    """Return the precision of each record: the coarsest of what it says and what its days show."""
    shown = [column.precision for column in cast.values() if column.precision is not None]
    if not shown:
        return given
    said = cells_of(given)
    levels = pl.Enum(COARSENESS)
    frame = pl.DataFrame([said.alias("given"), *(s.alias(str(n)) for n, s in enumerate(shown))])
    coarsest = pl.max_horizontal(pl.all().cast(levels, strict=False).to_physical())
    named = coarsest.replace_strict(dict(enumerate(COARSENESS)), return_dtype=pl.String)
    return frame.select(named).to_series().alias(said.name)


def _imprecise(table: Table, cast: Mapping[str, CastColumn]) -> Iterator[Violation]:
    """Yield where a table that knows days alone got a month or a year."""
    for name, column in cast.items():
        if column.precision is not None:
            yield Violation(
                rule="day",
                field=name,
                remedy=remedy(table.column(name)),
                mask=column.precision.is_not_null(),
            )
