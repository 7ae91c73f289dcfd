"""One identified CSV file: the rows of its table, and who the persons are."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from adapters.checking import cast_and_check
from adapters.delimited.header import BYTE_ORDER_MARK, Header, read_header
from adapters.delimited.text_batches import Layout, TextBatch, text_batches
from adapters.source import Source
from hub.preparation.home_batch import WHO, HomeBatch, nobody
from hub.preparation.home_layout import IDENTITY, SEXES, home_table, meanings
from schemas.fault import Fault, faults_frame
from schemas.table import Table

# So many bytes hold any header.
HEAD = 2**16


def header_of(source: Source) -> Header | None:
    """Return the header of a source, None where it has none.

    A document of braces on one line would pass for a header, and its values for names of columns.
    """
    with source.open() as stream:
        head = stream.read(HEAD)
    if head.removeprefix(BYTE_ORDER_MARK).lstrip()[:1] in {b"{", b"["}:
        return None
    return read_header(head)


def read_home_sheet(source: Source, header: Header, table: Table) -> Iterator[HomeBatch]:
    """Yield the records of an identified file; columns that mean nothing go to `surplus`.

    Raises OSError where the source cannot be read.
    """
    layout = Layout(file=source.name, table=table.name, header=header)
    meant = meanings(header.names)
    told = _missing(meant, table, file=source.name)
    with source.open() as stream:
        for text in text_batches(stream, layout):
            home = _batch(text, table, meant, file=source.name)
            faults = pl.concat([told, home.batch.faults])
            yield replace(home, batch=replace(home.batch, faults=faults))
            told = told.clear()


def is_home_sheet(header: Header | None) -> bool:
    """Say whether a file with this header is of the home layout."""
    return header is not None and home_table(header.names) is not None


def _batch(text: TextBatch, table: Table, meant: dict[str, str], *, file: str) -> HomeBatch:
    named = text.cells.rename({name: means for name, means in meant.items() if name != means})
    spelled = named.with_columns(_spelling(named, table))
    batch = cast_and_check(
        spelled.select(name for name in table.names if name in spelled.columns).to_dict(),
        table,
        file=file,
        positions=text.positions,
    )
    left_over = [name for name in named.columns if name not in table.names]
    return HomeBatch(
        batch=replace(
            batch,
            faults=pl.concat([text.faults, batch.faults]),
            surplus={name: named[name] for name in left_over},
        ),
        who=_who(named, batch.rows.with_columns(position=batch.positions), text.positions)
        if table.name == "person"
        else nobody(),
    )


def _missing(meant: dict[str, str], table: Table, *, file: str) -> pl.DataFrame:
    """Return a fault of the whole file for each required column that it lacks."""
    given = set(meant.values())
    return faults_frame(
        [
            Fault(
                rule="missing-column",
                remedy=f"add the column {column.name}: {column.means}",
                file=file,
                table=table.name,
                field=column.name,
            )
            for column in table.columns
            if column.required and column.name not in given
        ]
    )


def _spelling(cells: pl.DataFrame, table: Table) -> list[pl.Expr]:
    """Spell what homes write in their own way as the table has it."""
    spelled = []
    if "sex" in cells.columns and "sex" in table.names:
        lower = pl.col("sex").str.to_lowercase()
        spelled.append(lower.replace(dict(SEXES)).alias("sex"))
    if "zip5" in cells.columns and "zip5" in table.names:
        spelled.append(pl.col("zip5").str.extract(r"^(\d{5})").alias("zip5"))
    return spelled


def _who(cells: pl.DataFrame, rows: pl.DataFrame, positions: pl.Series) -> pl.DataFrame:
    """Put the identifying cells beside the sound rows, which may be fewer."""
    identifying = [cells[name] for name in IDENTITY if name in cells.columns]
    beside = pl.DataFrame([positions.alias("position"), *identifying]).join(rows, on="position")
    missing = [pl.lit(None, kind).alias(name) for name, kind in WHO.items() if name not in beside]
    return beside.with_columns(missing).select(WHO.names())
