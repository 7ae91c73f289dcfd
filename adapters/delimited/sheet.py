"""A sheet: the columns of a delimited file and what they mean, read into rows of one table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace

import polars as pl

from adapters.checking import cast_and_check
from adapters.delimited.header import Header
from adapters.delimited.text_batches import Layout, TextBatch, text_batches
from adapters.source import Source
from schemas.batch import Batch
from schemas.column import Hipaa, Kind
from schemas.fault import Fault, faults_frame
from schemas.record import record
from schemas.table import Table

_ONE_LINE = frozenset({Kind.PERSON, Kind.KEY, Kind.REFERENCE, Kind.TEXT})


@record
class Sheet:
    """The header of a file, and the column of `table` that each of its columns means.

    `means` maps names of the header to names of the table. `words` spells the cells of a column as
    the table does. Faults are told under the name `told_as`.
    """

    header: Header
    table: Table
    means: Mapping[str, str]
    told_as: str
    words: Mapping[str, Callable[[pl.Expr], pl.Expr]] = field(default_factory=dict)


def read_sheet(source: Source, sheet: Sheet) -> Iterator[Batch]:
    """Yield the rows of a sheet in the columns of its table, and what is wrong with the others.

    A column that means nothing goes to `surplus` and is a fault of the file. Faults name columns
    as the file does.
    """
    layout = Layout(
        file=source.name, table=sheet.told_as, header=sheet.header, one_line=_one_line(sheet)
    )
    untold = _nameless(sheet)
    told = faults_frame(_column_faults(sheet, untold, source.name))
    with source.open() as stream:
        for text in text_batches(stream, layout):
            batch = _batch(text, sheet, source.name)
            filled = [name for name in untold if batch.surplus[name].null_count() < text.height]
            untold -= set(filled)
            late = faults_frame([_unknown(name, sheet, source.name) for name in filled])
            faults = pl.concat([told, text.faults, late, batch.faults])
            yield replace(batch, faults=faults.sort("position", maintain_order=True))
            told = told.clear()


def _batch(text: TextBatch, sheet: Sheet, file: str) -> Batch:
    """Cast and check the columns that mean something, and keep the others as they are."""
    cells = text.cells.select(pl.col(name).alias(means) for name, means in sheet.means.items())
    words = {name: word for name, word in sheet.words.items() if name in cells.columns}
    spelled = cells.with_columns(word(pl.col(name)).alias(name) for name, word in words.items())
    batch = cast_and_check(spelled, sheet.table, file=file, positions=text.positions)
    surplus = {
        name: text.cells.get_column(name) for name in sheet.header.names if name not in sheet.means
    }
    return replace(batch, faults=_as_written(batch.faults, sheet), surplus=surplus)


def _as_written(faults: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """Name tables and columns as the file does."""
    names = {means: name for name, means in sheet.means.items() if means != name}
    if not faults.height or not (names or sheet.told_as != sheet.table.name):
        return faults
    return faults.with_columns(
        pl.col("field").replace(names), table=pl.lit(sheet.told_as, pl.String)
    )


def _one_line(sheet: Sheet) -> tuple[str, ...]:
    """Return the columns of the file in which a cell holds no line break."""
    lines = {
        column.name
        for column in sheet.table.columns
        if column.kind in _ONE_LINE and column.hipaa is not Hipaa.FREE_TEXT
    }
    return tuple(name for name, means in sheet.means.items() if means in lines)


def _nameless(sheet: Sheet) -> set[str]:
    """Return the columns without a name: harmless while empty, as behind a last comma."""
    columns = zip(sheet.header.names, sheet.header.written, strict=True)
    return {name for name, written in columns if not written.strip()}


def _column_faults(sheet: Sheet, nameless: set[str], file: str) -> list[Fault]:
    """Return what is wrong with the columns: these faults condemn the file as a whole."""
    given = set(sheet.means.values())
    repeated = [
        Fault(
            rule="repeated-column",
            remedy="give each column once",
            file=file,
            table=sheet.told_as,
            field=name,
        )
        for name in sheet.header.repeated
    ]
    missing = [
        Fault(
            rule="missing-column",
            remedy=f"add the column {column.name}: {column.means}",
            file=file,
            table=sheet.told_as,
            field=column.name,
        )
        for column in sheet.table.columns
        if column.required and column.name not in given
    ]
    unknown = [
        _unknown(name, sheet, file)
        for name in sheet.header.names
        if name not in sheet.means
        and name not in nameless
        and name.partition(" (")[0] not in sheet.header.repeated
    ]
    return repeated + missing + unknown


def _unknown(name: str, sheet: Sheet, file: str) -> Fault:
    return Fault(
        rule="unknown-column",
        remedy="leave the column out, or name it as the data dictionary does",
        file=file,
        table=sheet.told_as,
        field=name,
    )
