"""A batch as bytes, from one process to another: Arrow IPC, which says no more than the batch."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from schemas.batch import Batch
from schemas.fault import FAULTS
from schemas.records import TABLES

POSITION = "position of the resource"


class Packed(NamedTuple):
    """A batch: its frames as Arrow IPC, without bytes where there is no row or no cell."""

    table: str
    names: Sequence[str]
    file: str
    rows: bytes
    faults: bytes
    surplus: bytes
    passed_over: Mapping[str, int]


def packed(batch: Batch) -> Packed:
    """Return a batch as bytes."""
    surplus = [
        pl.Series("path", list(batch.surplus), dtype=pl.String),
        pl.Series("words", list(batch.surplus.values()), dtype=pl.List(pl.String)),
    ]
    return Packed(
        table=batch.table.name,
        names=tuple(batch.columns),
        file=batch.file,
        rows=_bytes([*batch.rows.get_columns(), batch.positions.alias(POSITION)]),
        faults=_bytes(batch.faults.get_columns()),
        surplus=_bytes(surplus),
        passed_over=dict(batch.passed_over),
    )


def unpacked(found: Packed) -> Batch:
    """Return the batch that was packed."""
    table = TABLES[found.table]
    schema = {name: table.schema[name] for name in found.names}
    *rows, positions = _columns(found.rows, schema | {POSITION: pl.Int64()})
    paths, words = _columns(found.surplus, _SURPLUS)
    return Batch(
        table=table,
        columns={column.name: column for column in rows},
        positions=positions.alias("position"),
        file=found.file,
        faults=pl.DataFrame(_columns(found.faults, FAULTS)),
        surplus={path: told.alias(path) for path, told in zip(paths, words, strict=True)},
        passed_over=found.passed_over,
    )


_SURPLUS = pl.Schema({"path": pl.String(), "words": pl.List(pl.String())})


def _bytes(columns: list[pl.Series]) -> bytes:
    """Return the columns that are not empty, as most are, as Arrow IPC."""
    if columns[0].is_empty():
        return b""
    stream = BytesIO()
    filled = [column for column in columns if column.null_count() < len(column)]
    pl.DataFrame(filled).write_ipc_stream(stream)
    return stream.getvalue()


def _columns(content: bytes, schema: Mapping[str, pl.DataType]) -> list[pl.Series]:
    """Return the columns of a schema, of nulls where nothing was sent of one."""
    if not content:
        return pl.DataFrame(schema=schema).get_columns()
    # Read by PyArrow: the texts stay where they are.
    frame = pl.DataFrame(pa.ipc.open_stream(content).read_all())
    sent = {column.name: column for column in frame.get_columns()}
    return [
        sent[name]
        if name in sent
        else pl.Series(name, [None], dtype=kind).new_from_index(0, frame.height)
        for name, kind in schema.items()
    ]
