"""A sheet: a delimited file whose columns mean something, and the ways to read its records."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace

import polars as pl

from adapters.casting import repeats
from adapters.delimited.column_faults import (
    column_faults,
    nameless_columns,
    unknown_column,
    wanted_column,
)
from adapters.delimited.header import Header
from adapters.delimited.reading import (
    Reading,
    columns_to_fill,
    columns_wanted,
    missing_columns,
    rows_of,
)
from adapters.delimited.text_batches import Layout, TextBatch, text_batches
from adapters.source import Source
from adapters.violations import Violation, faults_of, where_broken
from adapters.whole_file import faulted
from schemas.batch import Batch
from schemas.column import Hipaa, Kind
from schemas.distinct import cells_of, holds_any
from schemas.fault import faults_frame
from schemas.record import record
from schemas.table import Check

Spell = Callable[[pl.Expr], pl.Expr]

# What makes two faults of one record the same, whichever table they are told of.
_SAME = ("position", "field", "rule")

_ONE_LINE = frozenset({Kind.PERSON, Kind.KEY, Kind.REFERENCE, Kind.TEXT})


@record
class Sheet:
    """The header of a file, and how each of its records is read, at least in one way.

    `known` holds the columns of the file that mean something. `spells` gives cells of a column the
    spelling that the readings know. `checks` are rules over the text of a record.
    """

    header: Header
    readings: tuple[Reading, ...]
    known: frozenset[str]
    spells: Mapping[str, Spell] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()


def is_likely(sheet: Sheet) -> bool:
    """Say whether half of the columns, at least, mean something."""
    return 2 * len(sheet.known & set(sheet.header.names)) >= len(sheet.header.names)


def read_sheet(source: Source, sheet: Sheet) -> Iterator[Batch]:
    """Yield the records of a sheet, and what is wrong with the others.

    A column that means nothing goes to `surplus` and is a fault of the file. Faults name columns
    as the file does.
    """
    layout = Layout(
        file=source.name,
        table=sheet.readings[0].table.name,
        header=sheet.header,
        one_line=_one_line(sheet),
        repeating=_repeating(sheet),
    )
    nameless = nameless_columns(sheet.header)
    missing = [column for reading in sheet.readings for column in missing_columns(reading)]
    wanted = [column for reading in sheet.readings for column in columns_wanted(reading)]
    told = faults_frame(column_faults(layout, sheet.known | nameless, missing, wanted))
    empty = [pair for reading in sheet.readings for pair in columns_to_fill(reading)]
    given: set[str] = set()
    with source.open() as stream:
        for text in text_batches(stream, layout):
            empty = [pair for pair in empty if not holds_any(text.columns[pair[1]])]
            given |= {held for held, _ in empty if holds_any(text.columns[held])}
            filled = [name for name in sorted(nameless) if holds_any(text.columns[name])]
            nameless -= set(filled)
            late = faults_frame([unknown_column(layout, name) for name in filled])
            faults = pl.concat([told, late, text.faults])
            yield from _read(replace(text, faults=faults), sheet, layout)
            told = told.clear()
    unfilled = [
        wanted_column(layout, wanted, f"fill the column {wanted}: it is empty beside {held}")
        for held, wanted in empty
        if held in given
    ]
    if unfilled:
        yield faulted(*unfilled)


def _read(text: TextBatch, sheet: Sheet, layout: Layout) -> Iterator[Batch]:
    """Yield the rows of each reading; the first batch carries what no reading tells."""
    surplus = {
        name: cells_of(column) for name, column in text.columns.items() if name not in sheet.known
    }
    spelled = _spelled(text, sheet)
    found = list(_violations(spelled, sheet))
    untold = pl.concat(
        [text.faults, faults_of(found, layout.table, file=layout.file, positions=text.positions)]
    )
    told = untold.clear()
    for number, reading in enumerate(sheet.readings):
        batch = _without(rows_of(spelled, reading, file=layout.file), found, text.positions)
        faults = pl.concat([untold, batch.faults])
        # What is wrong with the person of a record, say, each of its readings finds.
        if faults.height and len(sheet.readings) > 1:
            faults = faults.unique(_SAME, keep="first", maintain_order=True).join(
                told, on=_SAME, how="anti", maintain_order="left"
            )
            told = pl.concat([told, faults])
        if number == 0 or batch.height or faults.height:
            yield replace(
                batch, faults=faults.sort("position", maintain_order=True), surplus=surplus
            )
        untold, surplus = untold.clear(), {}


def _without(batch: Batch, found: list[Violation], positions: pl.Series) -> Batch:
    """Leave out the rows of records that break a rule of the sheet."""
    errors = [violation for violation in found if not violation.warning]
    if not errors:
        return batch
    broken = positions.filter(where_broken(errors))
    sound = ~batch.positions.is_in(broken.implode())
    return replace(
        batch,
        columns={name: column.filter(sound) for name, column in batch.columns.items()},
        positions=batch.positions.filter(sound),
    )


def _spelled(text: TextBatch, sheet: Sheet) -> TextBatch:
    if not sheet.spells:
        return text
    cells = text.cells.with_columns(
        spell(pl.col(name)).alias(name) for name, spell in sheet.spells.items()
    )
    return replace(text, columns=cells.to_dict())


def _violations(text: TextBatch, sheet: Sheet) -> Iterator[Violation]:
    if not sheet.checks:
        return
    cells = text.cells
    for check in sheet.checks:
        breaks = ~cells.select(check.holds().fill_null(value=True)).to_series()
        if breaks.any():
            yield Violation(
                rule=check.rule,
                field=check.field,
                remedy=check.remedy,
                mask=breaks,
                warning=check.warning,
            )


def _one_line(sheet: Sheet) -> tuple[str, ...]:
    """Return the columns of the file in which a cell holds no line break."""
    return tuple(
        {
            source: None
            for reading in sheet.readings
            for name, source in reading.means.items()
            if reading.table.column(name).kind in _ONE_LINE
            and reading.table.column(name).hipaa is not Hipaa.FREE_TEXT
        }
    )


def _repeating(sheet: Sheet) -> tuple[str, ...]:
    """Return the columns of the file whose values are few, where each is read as it stands."""
    plain = len(sheet.readings) == 1 and not sheet.spells and not sheet.checks
    reading = sheet.readings[0]
    if not plain or reading.cells or reading.where is not None:
        return ()
    columns = {source: reading.table.column(name) for name, source in reading.means.items()}
    return tuple(source for source, column in columns.items() if repeats(column))
