"""Records out as canonical CSV, so that reading the file gives the same records."""

from typing import BinaryIO

import polars as pl

from schemas.code_system import ALIASES
from schemas.column import Column, Kind
from schemas.table import Table

# The short name under which each system is written; a system without one keeps its URI.
SHORT = {uri: name for name, uri in ALIASES.items() if ":" not in name}


def write_table(
    frame: pl.DataFrame, table: Table, stream: BinaryIO, *, header: bool = True
) -> None:
    """Write rows of `table` as CSV in UTF-8, the columns that `frame` holds in the table's order.

    Rows may be written in parts, the header with the first. What a cell cannot hold is told by the
    reader: a code or system with ; or | in it, a text with blanks around it.
    """
    columns = [column for column in table.columns if column.name in frame.columns]
    frame.select(_text(column) for column in columns).write_csv(stream, include_header=header)


def _text(column: Column) -> pl.Expr:
    """Return the column as text that casts to the same cells."""
    cell = pl.col(column.name)
    if column.kind is Kind.CODES:
        system = pl.element().struct.field("system")
        code = pl.element().struct.field("code")
        coding = pl.concat_str(system.replace(SHORT), code, separator="|")
        return cell.list.eval(coding).list.join(";")
    if column.kind is Kind.INSTANT:
        return cell.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    return cell
