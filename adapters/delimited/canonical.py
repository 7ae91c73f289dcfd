"""Canonical CSV: one file for each record table, its columns named as the table names them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from adapters.checking import cast_and_check
from adapters.delimited.header import Header, read_header
from adapters.delimited.text_batches import Layout, TextBatch, text_batches
from adapters.source import Source
from adapters.whole_file import faulted
from schemas.batch import Batch
from schemas.column import Column, Hipaa, Kind
from schemas.fault import Fault, faults_frame
from schemas.records import TABLES
from schemas.table import Table

NAME = "csv"

# So many bytes hold any header.
HEAD = 2**16

# A file of a table with more unknown columns than known ones holds at least so many known ones.
FEW = 3

_LINES = frozenset({Kind.PERSON, Kind.KEY, Kind.REFERENCE, Kind.TEXT})


def recognises(head: bytes) -> bool:
    """Say whether the first bytes hold the header of a record table."""
    header = read_header(head)
    return header is not None and table_of(header.names) is not None


def read(source: Source) -> Iterator[Batch]:
    """Yield the records of one file in batches; a column that no table knows goes to `surplus`."""
    with source.open() as stream:
        header = read_header(stream.read(HEAD))
    table = table_of(header.names) if header else None
    if header is None or table is None:
        yield faulted(
            Fault(
                rule="unknown-table",
                remedy="begin the file with a header that names the columns of one record table",
                file=source.name,
            )
        )
        return
    told = faults_frame(list(_column_faults(header, table, source.name)))
    with source.open() as stream:
        for text in text_batches(stream, _layout(header, table, source.name)):
            batch = _batch(text, table, source.name)
            yield replace(batch, faults=pl.concat([told, text.faults, batch.faults]))
            told = told.clear()


def table_of(names: Sequence[str]) -> Table | None:
    """Return the record table whose header this is, None where it is no table's.

    A table is in question where it knows half of the columns, or has its key and its required
    columns there. The one that knows most is taken, then the one whose key is there, then the one
    of whose required columns fewer are missing; None where two are alike in all of that.
    """
    given = frozenset(names)
    fits = {table.name: _fit(given, table) for table in TABLES.values() if _may_be(given, table)}
    best = max(fits.values(), default=None)
    likely = [name for name, fit in fits.items() if fit == best]
    return TABLES[likely[0]] if len(likely) == 1 else None


def _may_be(given: frozenset[str], table: Table) -> bool:
    known = len(given & set(table.names))
    whole = known >= FEW and given.issuperset(table.key) and not _missing(given, table)
    return whole or (known > 0 and 2 * known >= len(given))


def _fit(given: frozenset[str], table: Table) -> tuple[int, bool, int]:
    known = len(given & set(table.names))
    return known, given.issuperset(table.key), -len(_missing(given, table))


def _missing(given: frozenset[str], table: Table) -> list[Column]:
    return [column for column in table.columns if column.required and column.name not in given]


def _column_faults(header: Header, table: Table, file: str) -> Iterator[Fault]:
    """Yield what is wrong with the columns: these condemn the file as a whole."""
    for name in header.repeated:
        yield Fault(
            rule="repeated-column",
            remedy="give each column once",
            file=file,
            table=table.name,
            field=name,
        )
    for column in _missing(frozenset(header.names), table):
        yield Fault(
            rule="missing-column",
            remedy=f"add the column {column.name}: {column.means}",
            file=file,
            table=table.name,
            field=column.name,
        )
    for name in header.names:
        if name not in table.names and name.partition(" (")[0] not in header.repeated:
            yield Fault(
                rule="unknown-column",
                remedy="leave the column out, or name it as the data dictionary does",
                file=file,
                table=table.name,
                field=name,
            )


def _layout(header: Header, table: Table, file: str) -> Layout:
    given = [column for column in table.columns if column.name in header.names]
    one_line = tuple(
        column.name
        for column in given
        if column.kind in _LINES and column.hipaa is not Hipaa.FREE_TEXT
    )
    return Layout(file=file, table=table.name, header=header, one_line=one_line)


def _batch(text: TextBatch, table: Table, file: str) -> Batch:
    """Cast and check the columns of the table, and keep the others as they are."""
    known = [name for name in text.cells.columns if name in table.names]
    batch = cast_and_check(text.cells.select(known), table, file=file, positions=text.positions)
    surplus = {name: text.cells.get_column(name) for name in set(text.cells.columns) - set(known)}
    return replace(batch, surplus=surplus) if surplus else batch
