"""The records of a delimited file as frames of text, each record with its number in the file."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO, cast

import numpy as np
import polars as pl
import pyarrow as pa
from pyarrow import csv

from adapters.delimited.header import Header
from adapters.delimited.sound_text import REPLACEMENT, SoundText
from adapters.distinct import of_dictionary
from adapters.violations import Violation, faults_at, faults_of, where_broken
from schemas.distinct import Cells, cells_of, frame_of, rows_where, values_of
from schemas.fault import Fault, faults_frame, no_faults
from schemas.record import record

# What Arrow parses at once: small enough for the processor's cache. No record is longer.
BLOCK = 2 * 2**20
# So many blocks make a batch: what follows has a price for each batch as well as for each row.
BLOCKS = 8


@record
class TextBatch:
    """Records as text: `columns` holds texts under the header's names, empty cells null.

    Those of the layout's `repeating` may come by their distinct texts. `positions` (Int64, as
    long) numbers the records of the file from 1; `faults` tells of the records that were left
    out, and of the file as a whole.
    """

    columns: Mapping[str, Cells]
    positions: pl.Series
    faults: pl.DataFrame

    @property
    def cells(self) -> pl.DataFrame:
        """The columns as a frame of texts (String), row by row."""
        return frame_of(self.columns)

    @property
    def height(self) -> int:
        """How many records there are."""
        return len(self.positions)


@record
class Layout:
    """What is known of a delimited file before its records are read.

    A cell of the `one_line` columns never holds a line break: one that does has swallowed records
    behind an open quote. Values of the `repeating` columns are few, and are read as such.
    """

    file: str
    table: str
    header: Header
    one_line: tuple[str, ...] = ()
    repeating: tuple[str, ...] = ()


def text_batches(stream: BinaryIO, layout: Layout) -> Iterator[TextBatch]:
    """Yield the records below the header, and what is wrong with those that cannot be read.

    Ragged records, records that repeat the header and records of other bytes than UTF-8 are left
    out with a fault each; the rest of the file survives. A file of a header alone gives a batch.
    """
    text = SoundText(stream)
    ragged: list[int] = []
    number = 0
    unread: Fault | None = None
    try:
        for table in _tables(text, layout, ragged):
            spaced = _spaced(table)
            columns = {name: _trimmed(name, table, spaced) for name in table.column_names}
            numbers = _numbers(number, table.num_rows, ragged)
            # The header itself is the record with the number 0.
            if number == 0:
                columns = {name: column.slice(1) for name, column in columns.items()}
                body = numbers.slice(1)
            else:
                body = numbers
            number = int(numbers[-1]) + 1
            faults = _ragged(ragged, number, layout)
            found = list(_violations(columns, text, layout, spaced))
            yield _sound(columns, body, faults, found, layout)
    except pa.ArrowInvalid:
        unread = _too_long(number, layout)
    if unread is None and text.quotes % 2:
        unread = _unclosed(layout)
    last = pl.concat([_ragged(ragged, None, layout), _one(unread)])
    if last.height:
        yield _rest(last, layout)


def _tables(text: SoundText, layout: Layout, ragged: list[int]) -> Iterator[pa.Table]:
    """Read the file as Arrow's tables of text; the numbers of ragged records go to `ragged`."""
    header = layout.header

    def skip(row: csv.InvalidRow) -> str:
        ragged.append(row.number - 1)
        return "skip"

    reader = csv.open_csv(
        text,
        # One thread, because only then does Arrow number the rows that it skips.
        read_options=csv.ReadOptions(
            block_size=BLOCK, use_threads=False, column_names=list(header.names)
        ),
        parse_options=csv.ParseOptions(
            delimiter=header.delimiter, newlines_in_values=True, invalid_row_handler=skip
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(header.names, pa.string())
            | dict.fromkeys(layout.repeating, pa.dictionary(pa.int32(), pa.string())),
            strings_can_be_null=True,
            null_values=[""],
            # Every byte has come through SoundText.
            check_utf8=False,
        ),
    )
    with reader:
        full = (batch for batch in reader if batch.num_rows)
        while batches := list(islice(full, BLOCKS)):
            yield pa.Table.from_batches(batches)


def _spaced(table: pa.Table) -> list[str]:
    """Return the columns of which some cell may hold a blank or a line break.

    One look at the lowest byte (a letter beyond ASCII is negative here) costs a hundredth of
    looking into each cell, and nearly every column of codes and keys passes.
    """
    return [
        name
        for name in table.column_names
        if any(_lowest_byte(chunk) <= ord(" ") for chunk in table.column(name).chunks)
    ]


def _lowest_byte(chunk: pa.StringArray | pa.DictionaryArray) -> int:
    if pa.types.is_dictionary(chunk.type):
        return _lowest_byte(chunk.dictionary)
    content = chunk.buffers()[2]
    if content is None or not content.size:
        return ord("~")
    return int(np.frombuffer(content, dtype=np.int8).min())


def _trimmed(name: str, table: pa.Table, spaced: list[str]) -> Cells:
    """Return a column without blanks around its cells; nothing but blanks is an empty cell."""
    column = _cells(table.column(name))
    if name not in spaced:
        return column
    stripped = cells_of(column).str.strip_chars().alias(name)
    filled = pl.when(pl.col(name).str.len_bytes() > 0).then(pl.col(name))
    return stripped.to_frame().select(filled).to_series()


def _cells(column: pa.ChunkedArray) -> Cells:
    """Return the cells: to bring views of texts together copies none of these."""
    if pa.types.is_dictionary(column.type):
        return of_dictionary(column.unify_dictionaries().combine_chunks())
    return cast(pl.Series, pl.from_arrow(column))


def _numbers(start: int, count: int, skipped: list[int]) -> pl.Series:
    """Return the next `count` numbers that were not skipped."""
    numbers = np.arange(start, start + count + len(skipped))
    kept = numbers[~np.isin(numbers, skipped)] if skipped else numbers
    return pl.Series(kept[:count], dtype=pl.Int64)


def _sound(
    columns: Mapping[str, Cells],
    numbers: pl.Series,
    faults: pl.DataFrame,
    found: list[Violation],
    layout: Layout,
) -> TextBatch:
    """Leave out the records that are no rows of the table."""
    if not found:
        return TextBatch(columns=columns, positions=numbers, faults=faults)
    told = faults_of(found, layout.table, file=layout.file, positions=numbers)
    sound = ~where_broken(found)
    return TextBatch(
        columns={name: column.filter(sound) for name, column in columns.items()},
        positions=numbers.filter(sound),
        faults=pl.concat([faults, told]),
    )


def _violations(
    columns: Mapping[str, Cells], text: SoundText, layout: Layout, spaced: list[str]
) -> Iterator[Violation]:
    header = layout.header
    if (values_of(columns[header.names[0]]) == header.written[0].strip()).any():
        yield from _repeats_header(frame_of(columns), header)
    if text.damaged:
        yield from _holding(columns, REPLACEMENT, "not-utf-8", "save the file as UTF-8")
    one_line = {name: columns[name] for name in spaced if name in layout.one_line}
    remedy = "close each quote that a cell opens, and write the cell on one line"
    yield from _holding(one_line, "\n", "line-break", remedy)


def _repeats_header(cells: pl.DataFrame, header: Header) -> Iterator[Violation]:
    same = [
        pl.col(name).eq_missing(pl.lit(written.strip() or None, pl.String))
        for name, written in zip(header.names, header.written, strict=True)
    ]
    repeats = cells.select(pl.all_horizontal(same)).to_series()
    if repeats.any():
        yield Violation(
            rule="header-repeated",
            field="",
            remedy="write the header once, above the records",
            mask=repeats,
            warning=True,
        )


def _holding(
    columns: Mapping[str, Cells], what: str, rule: str, remedy: str
) -> Iterator[Violation]:
    """Yield where a cell holds a text that none should hold."""
    for name, column in columns.items():
        found = values_of(column).str.contains(what, literal=True).fill_null(value=False)
        mask = rows_where(column, found)
        if mask.any():
            yield Violation(rule=rule, field=name, remedy=remedy, mask=mask)


def _ragged(ragged: list[int], before: int | None, layout: Layout) -> pl.DataFrame:
    """Take the ragged records with a lower number out of the list, as faults."""
    if not ragged:
        return no_faults()
    told = [number for number in ragged if before is None or number < before]
    ragged[:] = ragged[len(told) :]
    return faults_at(
        pl.Series(told, dtype=pl.Int64),
        file=layout.file,
        table=layout.table,
        rule="ragged-record",
        field="",
        remedy="give each record as many cells as the header, and quote a cell with a delimiter",
    )


def _too_long(number: int, layout: Layout) -> Fault:
    return Fault(
        rule="record-too-long",
        remedy=f"close each quote that a cell opens, after record {max(number - 1, 0)}; no record"
        f" is longer than {BLOCK // 2**20} MiB",
        file=layout.file,
        table=layout.table,
    )


def _unclosed(layout: Layout) -> Fault:
    return Fault(
        rule="open-quote",
        remedy="close each quote that a cell opens, and double a quote inside of a cell",
        file=layout.file,
        table=layout.table,
    )


def _one(fault: Fault | None) -> pl.DataFrame:
    return faults_frame([fault]) if fault else no_faults()


def _rest(faults: pl.DataFrame, layout: Layout) -> TextBatch:
    """Return the faults that are known at the end of the file."""
    columns = {name: pl.Series(name, [], pl.String) for name in layout.header.names}
    return TextBatch(columns=columns, positions=pl.Series([], dtype=pl.Int64), faults=faults)
