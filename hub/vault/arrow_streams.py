"""Streams of Arrow that are alike, read as one: to open each takes longer than to read its rows."""

from collections.abc import Collection, Sequence

import pyarrow as pa

from schemas.record import record

# A message begins with a mark and the length of what describes it, and so does the end of a stream.
LENGTHS = 8


@record
class Alike:
    """The rows of streams of one schema, one chunk for each; `numbers` says which streams."""

    numbers: tuple[int, ...]
    rows: pa.Table


def read_alike(streams: Sequence[bytearray], columns: Collection[str]) -> list[Alike]:
    """Return the rows of streams of one batch each, in one table for all that have one schema.

    A table has those of the columns that its streams hold, in their order; all where they hold
    none of them, so that the rows can be counted.
    """
    alike: dict[bytes, list[int]] = {}
    for number, content in enumerate(streams):
        alike.setdefault(bytes(content[: _schema_ends(content)]), []).append(number)
    return [
        Alike(
            numbers=tuple(numbers), rows=_rows(schema, [streams[one] for one in numbers], columns)
        )
        for schema, numbers in alike.items()
    ]


def _rows(schema: bytes, streams: Sequence[bytearray], columns: Collection[str]) -> pa.Table:
    bodies = [memoryview(content)[len(schema) : -LENGTHS] for content in streams]
    # Dictionaries that come again take the place of those before: the format of streams allows it.
    whole = b"".join([schema, *bodies]) if len(streams) > 1 else streams[0]
    names = pa.ipc.read_schema(pa.py_buffer(schema)).names
    wanted = [place for place, name in enumerate(names) if name in columns]
    # To hand columns of some rows to threads of Arrow's own costs more than they hold.
    options = pa.ipc.IpcReadOptions(use_threads=False, included_fields=wanted)
    return pa.ipc.open_stream(whole, options=options).read_all()


def _schema_ends(content: bytearray) -> int:
    return LENGTHS + int.from_bytes(content[4:LENGTHS], "little")
