"""One encrypted Parquet file: written in row groups, opened for reading by column."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.parquet import encryption

from hub.vault.bucket import BUCKET
from hub.vault.counted import Counted
from hub.vault.dataset import StoredFile

# A chunk that is sorted by bucket falls into row groups of neighbouring buckets.
ROW_GROUP = 1 << 16
# A column that left its dictionary half way could not be read as one: see docs/decisions/0173.
LARGEST_DICTIONARY = 1 << 24
# Arrow hands on a page in several pieces: to bring them together saves thousands of calls.
TOGETHER = 1 << 20


class Unreadable(Exception):
    """A file of the vault that does not open: changed, moved, or under another key."""


class TableWriter:
    """Writes rows in chunks of one schema, each sorted by bucket beforehand where it has one.

    `dictionary` names the Parquet paths of the columns whose values repeat.
    """

    def __init__(
        self, target: BinaryIO, name: str, *, key: bytes, place: str, dictionary: Sequence[str]
    ) -> None:
        self._target = Counted(target)
        self._gathered = pa.BufferedOutputStream(pa.PythonFile(self._target, mode="w"), TOGETHER)
        self._name, self._key, self._place = name, key, place
        self._dictionary = list(dictionary)
        self._writer: pq.ParquetWriter | None = None
        self._columns: tuple[str, ...] = ()
        self.rows = 0

    def write(self, chunk: pa.Table) -> None:
        """Add the rows of a chunk, in row groups that hold neighbouring buckets."""
        if self._writer is None:
            self._columns = tuple(chunk.column_names)
            self._writer = self._opened(chunk.schema)
        self._writer.write_table(chunk, row_group_size=ROW_GROUP)
        self.rows += chunk.num_rows

    def finish(self) -> StoredFile:
        """Write the footer and tell what was written; at least one chunk must have been."""
        if self._writer is None:
            raise ValueError("a file needs a chunk, if only an empty one")
        self._writer.close()
        self._gathered.close()
        return StoredFile(
            name=self._name,
            columns=self._columns,
            bytes=self._target.bytes,
            sha256=self._target.sha256,
        )

    def abandon(self) -> None:
        """Write no more; the file is of no use, and Arrow's writer must not write on its own."""
        self._target.dropped = True
        if self._writer is not None:
            self._writer.close()
        self._gathered.close()

    def _opened(self, schema: pa.Schema) -> pq.ParquetWriter:
        return pq.ParquetWriter(
            self._gathered,
            schema,
            compression="zstd",
            use_dictionary=[path for path in self._dictionary if path != BUCKET],
            # Sorted numbers are small differences: a fifth of what a dictionary of them takes.
            column_encoding={BUCKET: "DELTA_BINARY_PACKED"} if BUCKET in schema.names else None,
            dictionary_pagesize_limit=LARGEST_DICTIONARY,
            # By row groups, not by thousands of values: a tenth of the cost of writing.
            write_batch_size=ROW_GROUP,
            # A quarter of the cost of writing is the least and greatest text of each column.
            write_statistics=[BUCKET],
            # Dictionaries are asked for when a file is read: its own schema would slow the opening.
            store_schema=False,
            encryption_properties=encryption.create_encryption_properties(
                self._key, aad_prefix=self._place.encode(), store_aad_prefix=False
            ),
        )


@contextmanager
def opened(
    source: object, *, key: bytes, place: str, dictionary: Sequence[str] = ()
) -> Iterator[pq.ParquetFile]:
    """Open a file for the length of a block, in which what is broken raises Unreadable.

    `dictionary` names the Parquet paths that come back as dictionaries of Arrow.
    """
    properties = encryption.create_decryption_properties(key, aad_prefix=place.encode())
    try:
        with pq.ParquetFile(
            source,
            decryption_properties=properties,
            read_dictionary=list(dictionary),
            pre_buffer=False,
        ) as file:
            yield file
    except (OSError, pa.ArrowException):
        # Arrow's words may hold a value of the page that it could not read.
        raise Unreadable from None
