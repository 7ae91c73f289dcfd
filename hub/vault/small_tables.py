"""The small tables of a submission, together in one file: to open one for each took the time.

A sealed stream of Arrow's own streams, one after the other. Which of its bytes are which table is
said in the dataset, beside the submission.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, cast

import pyarrow as pa

from hub.vault.counted import Counted
from hub.vault.dataset import Extent, StoredFile
from hub.vault.sealed_stream import Broken, SealedReader, SealedWriter
from hub.vault.sealed_table import Unreadable
from hub.vault.stored_types import arrow_type, plain_type
from schemas.records import TABLES
from schemas.table import Table

# Below so many rows a file's fixed cost outweighs that of decrypting columns nobody asked for.
FEW_ROWS = 1 << 12
SMALL = "small"


class SmallTables:
    """The small tables of one submission, opened for reading."""

    def __init__(self, stream: SealedReader) -> None:
        self._stream = stream

    def content(self, extent: Extent) -> bytearray:
        """Return the stream of Arrow that lies there: a table in the types in which it leaves."""
        content = bytearray(extent.bytes)
        left = memoryview(content)
        self._stream.seek(extent.begin)
        while left:
            left = left[self._stream.readinto(left) or _cut() :]
        return content


@contextmanager
def opened_small(source: BinaryIO, *, key: bytes, place: str) -> Iterator[SmallTables]:
    """Open the small tables for the length of a block, in which what is broken is Unreadable."""
    try:
        with SealedReader(source, key, name=place.encode()) as stream:
            yield SmallTables(stream)
    except (Broken, OSError, pa.ArrowException):
        raise Unreadable from None


def write_small(
    target: BinaryIO, tables: Mapping[str, pa.Table], *, key: bytes, place: str
) -> dict[str, StoredFile]:
    """Write the rows of each table and return, by table, where they lie."""
    counted = Counted(target)
    sealed = SealedWriter(cast(BinaryIO, counted), key, name=place.encode())
    extents, begin = {}, 0
    for name, rows in tables.items():
        content = _stream_of(at_rest(TABLES[name], rows))
        extents[name] = Extent(begin=begin, bytes=len(content))
        begin += sealed.write(content)
    sealed.finish()
    return {
        name: StoredFile(
            name=SMALL,
            columns=tuple(tables[name].column_names),
            bytes=counted.bytes,
            sha256=counted.sha256,
            extent=extent,
        )
        for name, extent in extents.items()
    }


def at_rest(table: Table, rows: pa.Table) -> pa.Table:
    """Return rows in the types in which they leave the vault, with the values that they hold.

    A dictionary that tables of a submission share would otherwise be written with each column.
    """
    types = {name: arrow_type(table, name) for name in rows.column_names}
    plain = pa.schema([(name, plain_type(kind)) for name, kind in types.items()])
    return rows.combine_chunks().cast(plain).cast(pa.schema(list(types.items())))


def _stream_of(rows: pa.Table) -> memoryview:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows)
    return sink.getbuffer()


def _cut() -> int:
    raise Broken
