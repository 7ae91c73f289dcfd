"""A spool: rows put aside between the two passes, under a key that ends with this process."""

import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from hub.vault.keys import new_data_key
from hub.vault.sealed_stream import SealedReader, SealedWriter

NAME = b"spool"


class Spool:
    """Takes tables of Arrow, then gives them back in order, as often as is asked.

    They lie in a file without a name in `folder`, sealed under a key that is kept nowhere: what a
    dead process leaves is nothing, and would open for nobody.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._key = new_data_key()
        self._writer: SealedWriter | None = SealedWriter(self._file, self._key, name=NAME)
        self._tables = 0

    def add(self, table: pa.Table) -> None:
        """Put a table aside; not after the first was read back."""
        if self._writer is None:
            raise ValueError("a spool that was read takes no more tables")
        with pa.ipc.new_stream(_Sink(self._writer), table.schema) as stream:
            stream.write_table(table)
        self._tables += 1

    def tables(self) -> Iterator[pa.Table]:
        """Yield the tables in the order in which they were added."""
        if self._writer is not None:
            self._writer.finish()
            self._writer = None
            self._file.flush()
        # A reader closes what it reads from; the spool may be read again.
        file = io.FileIO(os.dup(self._file.fileno()))
        with io.BufferedReader(SealedReader(file, self._key, name=NAME)) as source:
            for _ in range(self._tables):
                with pa.ipc.open_stream(source) as stream:
                    yield stream.read_all()

    def close(self) -> None:
        """Let go of the rows and of their key."""
        self._file.close()
        self._key = b""


class _Sink:
    """A sealed writer as Arrow writes to it."""

    closed = False

    def __init__(self, writer: SealedWriter) -> None:
        self._writer = writer
        self._place = 0

    def write(self, content: bytes) -> int:
        self._place += len(content)
        return self._writer.write(content)

    def tell(self) -> int:
        return self._place

    def writable(self) -> bool:
        return True

    def flush(self) -> None:
        """Leave it to the spool."""

    def close(self) -> None:
        """Leave it to the spool."""
