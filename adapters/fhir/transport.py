"""A batch as bytes, from one process to another: Arrow IPC, which says no more than the batch."""

from collections.abc import Mapping
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
    file: str
    rows: bytes
    faults: bytes
    surplus: bytes
    passed_over: Mapping[str, int]


def packed(batch: Batch) -> Packed:
    """Return a batch as bytes."""
    words = [
        pl.DataFrame({"path": [path], "word": [series.to_list()]}, schema_overrides=_SURPLUS)
        for path, series in batch.surplus.items()
    ]
    return Packed(
        table=batch.table.name,
        file=batch.file,
        rows=_bytes(batch.rows.with_columns(batch.positions.alias(POSITION))),
        faults=_bytes(batch.faults),
        surplus=_bytes(pl.concat(words)) if words else b"",
        passed_over=dict(batch.passed_over),
    )


def unpacked(found: Packed) -> Batch:
    """Return the batch that was packed."""
    table = TABLES[found.table]
    rows = _frame(found.rows, pl.Schema({**table.schema, POSITION: pl.Int64()}))
    surplus = _frame(found.surplus, pl.Schema(_SURPLUS))
    return Batch(
        table=table,
        rows=rows.drop(POSITION),
        positions=rows[POSITION].alias("position"),
        file=found.file,
        faults=_frame(found.faults, FAULTS),
        surplus={
            path: pl.Series(path, words, dtype=pl.String) for path, words in surplus.iter_rows()
        },
        passed_over=found.passed_over,
    )


_SURPLUS = {"path": pl.String(), "word": pl.List(pl.String())}


def _bytes(frame: pl.DataFrame) -> bytes:
    """Return the columns that are not empty, as most are, as Arrow IPC."""
    if frame.is_empty():
        return b""
    stream = BytesIO()
    filled = [column for column in frame.iter_columns() if column.null_count() < frame.height]
    frame.select(filled).write_ipc_stream(stream)
    return stream.getvalue()


def _frame(content: bytes, schema: pl.Schema) -> pl.DataFrame:
    if not content:
        return pl.DataFrame(schema=schema)
    # Read by PyArrow: the texts stay where they are.
    frame = pl.DataFrame(pa.ipc.open_stream(content).read_all())
    return pl.DataFrame(
        [
            frame[name]
            if name in frame.columns
            else pl.Series(name, [None], dtype=kind).new_from_index(0, frame.height)
            for name, kind in schema.items()
        ]
    )
