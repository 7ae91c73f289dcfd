"""One way to read the records of a sheet: as rows of one record table."""

from collections.abc import Mapping
from dataclasses import field, replace

import polars as pl

from adapters.checking import cast_and_check
from adapters.delimited.text_batches import TextBatch
from schemas.batch import Batch
from schemas.column import Column
from schemas.distinct import Cells
from schemas.record import record
from schemas.table import Table


@record
class Reading:
    """Rows of `table` out of the records of a file.

    `means` names, by column of the table, the column of the file that it is. `cells` gives columns
    that are worked out of the file's text instead, still as text. `where` chooses the records that
    are read so, all where it is None. `stricter` holds columns of the table by narrower rules.
    `key` names a key column that the file has not, and how its keys begin; the number of the
    record follows.
    """

    table: Table
    means: Mapping[str, str]
    cells: Mapping[str, pl.Expr] = field(default_factory=dict)
    where: pl.Expr | None = None
    stricter: tuple[Column, ...] = ()
    key: tuple[str, str] | None = None


def held_to(reading: Reading) -> Table:
    """Return the table as the file is held to it."""
    if not reading.stricter:
        return reading.table
    stricter = {column.name: column for column in reading.stricter}
    columns = tuple(stricter.get(column.name, column) for column in reading.table.columns)
    return replace(reading.table, columns=columns)


def missing_columns(reading: Reading) -> list[Column]:
    """Return the required columns of the table that the file does not give."""
    given = {*reading.means, *reading.cells, *(reading.key or ())}
    return [
        column
        for column in held_to(reading).columns
        if column.required and column.name not in given
    ]


def columns_wanted(reading: Reading) -> list[Column]:
    """Return the columns without which others that the file gives say too little."""
    given = {*reading.means, *reading.cells}
    return [
        reading.table.column(wanted)
        for held, wanted in reading.table.beside
        if held in given and wanted not in given
    ]


def columns_to_fill(reading: Reading) -> list[tuple[str, str]]:
    """Return columns of the file, each with the one that it gives too and says too little without.

    Both as the file names them.
    """
    means = reading.means
    pairs = reading.table.beside
    return [(means[held], means[wanted]) for held, wanted in pairs if {held, wanted} <= set(means)]


def rows_of(text: TextBatch, reading: Reading, *, file: str) -> Batch:
    """Return the records as rows of the table; faults name columns as the file does."""
    columns, positions = _columns_of(text, reading)
    batch = cast_and_check(columns, held_to(reading), file=file, positions=positions)
    if reading.stricter:
        rows = batch.rows.cast(reading.table.schema)
        batch = replace(batch, table=reading.table, columns=rows.to_dict())
    return replace(batch, faults=_as_written(batch.faults, reading))


def _columns_of(text: TextBatch, reading: Reading) -> tuple[Mapping[str, Cells], pl.Series]:
    """Return the columns of the table as text, and the positions of the records chosen."""
    if not reading.cells and reading.where is None and reading.key is None:
        return {
            name: text.columns[source] for name, source in reading.means.items()
        }, text.positions
    chosen, positions = text.cells, text.positions
    if reading.where is not None:
        kept = chosen.select(reading.where.fill_null(value=False)).to_series()
        chosen, positions = chosen.filter(kept), positions.filter(kept)
    cells = {name: pl.col(source) for name, source in reading.means.items()}
    columns = [cell.alias(name) for name, cell in {**cells, **reading.cells}.items()]
    if reading.key is not None:
        name, prefix = reading.key
        columns.append((pl.lit(prefix) + pl.lit(positions.cast(pl.String))).alias(name))
    return chosen.select(columns).to_dict(), positions


def _as_written(faults: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    names = {name: source for name, source in reading.means.items() if name != source}
    if not names or not faults.height:
        return faults
    return faults.with_columns(pl.col("field").replace(names))
