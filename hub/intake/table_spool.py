"""The rows of one table between the two passes: reduced, by bucket, and put aside in chunks."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa

from hub.intake.keys import FILE, key_frame
from hub.intake.spool import Spool
from hub.vault.bucket import BUCKET
from hub.vault.labels import LABELS, held_schema
from hub.vault.stored_types import interned
from schemas.table import Table

# A chunk is sorted by bucket as a whole, and written as row groups of neighbouring buckets.
CHUNK = 1 << 19
KEYS_TOGETHER = 1 << 16
ORDINAL = "ordinal"


class TableSpool:
    """Takes labelled rows of one table and gives them back in chunks, each sorted by bucket.

    `columns` are those that may be kept. `ordinal` (UInt32) numbers the rows in the order in which
    they came, for whoever has to find one again.
    """

    def __init__(
        self,
        table: Table,
        columns: frozenset[str],
        *,
        categories: pl.Categories,
        seed: int,
        folder: Path | None,
    ) -> None:
        self.table = table
        self._kept = [name for name in table.names if name in columns]
        # The labels of a whole claim are put together by its key, kept or not.
        claim = ["claim"] if "claim" in table.names and "claim" not in columns else []
        self._spooled = [*self._kept, *claim]
        self._interned = interned(table, self._spooled, categories)
        self._seed, self._rows = seed, 0
        self._seen: set[str] = set()
        self._chunk: list[pl.DataFrame] = []
        self._keys: list[pl.DataFrame] = []
        self._rows_aside, self._keys_aside = Spool(folder), Spool(folder)

    def add(self, rows: pl.DataFrame, positions: pl.Series, file: int) -> None:
        """Take labelled rows, all columns of the table and the bucket where it has persons."""
        keys = key_frame(rows, self.table, positions, seed=self._seed)
        self._keys.append(keys.with_columns(pl.lit(file, pl.UInt32).alias(FILE)))
        if sum(keys.height for keys in self._keys) >= KEYS_TOGETHER:
            self._put_keys_aside()
        added = [name for name in (*LABELS, BUCKET) if name in rows.columns]
        ordinal = pl.int_range(self._rows, self._rows + rows.height, dtype=pl.UInt32)
        self._chunk.append(
            rows.select(*self._spooled, *added, ordinal.alias(ORDINAL)).with_columns(self._interned)
        )
        self._rows += rows.height
        if sum(chunk.height for chunk in self._chunk) >= CHUNK:
            self._put_rows_aside()

    def key_frames(self) -> Iterator[pl.DataFrame]:
        """Yield the keys of the rows, in the order in which they came."""
        self._put_keys_aside()
        return (pl.DataFrame(pl.from_arrow(keys)) for keys in self._keys_aside.tables())

    def chunks(self) -> Iterator[pa.Table]:
        """Yield the rows in chunks, each with what it holds of the columns."""
        self._put_rows_aside()
        return self._rows_aside.tables()

    @property
    def height(self) -> int:
        """How many rows were added."""
        return self._rows

    @property
    def columns(self) -> list[str]:
        """The columns that are kept: those that some row fills, the labels and the bucket."""
        self._put_rows_aside()
        held = held_schema(self.table)
        filled = [name for name in self._kept if name in self._seen]
        return [*filled, *(name for name in held if name not in self.table.names)]

    def schema(self) -> pa.Schema:
        """Return the types of the columns that are kept, as the chunks hold them."""
        empty = pl.DataFrame(schema={**held_schema(self.table)})
        return empty.with_columns(self._interned).select(self.columns).to_arrow().schema

    def close(self) -> None:
        """Let go of the rows."""
        self._rows_aside.close()
        self._keys_aside.close()

    def _put_rows_aside(self) -> None:
        if not self._chunk:
            return
        rows = pl.concat(self._chunk)
        self._chunk.clear()
        filled = [name for name in rows.columns if rows[name].null_count() < rows.height]
        self._seen.update(filled)
        rows = rows.select(filled)
        by_bucket = rows.sort(BUCKET) if BUCKET in filled else rows
        self._rows_aside.add(by_bucket.to_arrow())

    def _put_keys_aside(self) -> None:
        if self._keys:
            self._keys_aside.add(pl.concat(self._keys).to_arrow())
            self._keys.clear()
