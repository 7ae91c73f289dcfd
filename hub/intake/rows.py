"""The rows of one table on their way into the vault: reduced, by bucket, written as they come.

Two things are known only when every record was seen: the labels of a whole claim, and which rows a
rule between records leaves out. A table of one chunk waits for them in memory. Of a larger one the
chunks are written at once, and a second file, row by row beside the first, says those two things.
"""

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from adapters.distinct import as_dictionary, of_dictionary
from hub.intake.behind import Behind
from hub.intake.chunk import Chunk, numbered, together
from hub.intake.chunk_labels import by_column, labels_in, of_whole_claims, stored
from hub.intake.keys import ORDINAL
from hub.intake.label_counts import LabelCounts
from hub.intake.spool import Spool
from hub.vault.bucket import BUCKET
from hub.vault.dataset import KEPT, StoredFile, StoredTable
from hub.vault.labels import LABELS
from hub.vault.sealed_table import TableWriter
from hub.vault.staging import Staging
from hub.vault.stored_types import interned_types
from schemas.distinct import Cells, Distinct
from schemas.table import Table

Ordinals = npt.NDArray[np.uint32]

# A chunk is sorted by bucket as a whole, and written as row groups of neighbouring buckets. Two
# batches of claim lines make one: a third would cost a tenth of all memory.
CHUNK = 3 << 16
BESIDE = "labels"


class TableRows:
    """Takes labelled rows of one table, of which `columns` may be kept, and stages them.

    Without a staging nothing is kept and only the labels are counted.
    """

    def __init__(
        self,
        table: Table,
        columns: frozenset[str],
        *,
        staging: Staging | None,
        behind: Behind,
        categories: pl.Categories,
        folder: Path | None,
    ) -> None:
        self.table = table
        self._staging, self._behind = staging, behind
        self._kept = [name for name in table.names if name in columns and staging is not None]
        self._interned = interned_types(table, [*self._kept, *LABELS], categories)
        self._waiting: list[Chunk] = []
        self._rows = 0
        self._open = ExitStack()
        self._writer: TableWriter | None = None
        self._files: list[StoredFile] = []
        self._labels = Spool(folder)
        self._label_values: list[Mapping[str, pl.Series]] = []
        self._in_chunks = False

    def add(self, columns: Mapping[str, Cells], height: int) -> None:
        """Take rows: the columns of the table, the labels, and the bucket of each person."""
        claim = {"claim"} & (set(self.table.names) - set(self._kept))
        names = (*self._kept, *claim, *LABELS, *self._bucket)
        ordinal = pl.int_range(self._rows, self._rows + height, dtype=pl.UInt32, eager=True)
        chosen = {**{name: columns[name] for name in names}, ORDINAL: ordinal}
        self._waiting.append(numbered(chosen, self._interned))
        self._rows += height
        if sum(chunk.rows.height for chunk in self._waiting) >= CHUNK:
            self._put(self._waiting)
            self._waiting = []

    def finish(self, of_claims: pl.DataFrame, left_out: Ordinals, counts: LabelCounts) -> None:
        """Stage what is left, with the labels of whole claims and without the rows left out."""
        if self._in_chunks:
            self._put(self._waiting)
            self._behind.finish()
            # From here on there is nothing left to drop.
            self._open.pop_all().close()
            self._stage_beside(of_claims, left_out, counts)
        else:
            self._stage_whole(of_claims, left_out, counts)

    def close(self) -> None:
        """Let go of the rows; a file of them that is not whole is deleted."""
        self._waiting.clear()
        with suppress(_Dropped), self._open:
            raise _Dropped
        self._labels.close()

    def _put(self, chunks: list[Chunk]) -> None:
        """Have chunks written while the next ones are gathered."""
        self._in_chunks = True
        if chunks:
            self._behind.ask(partial(self._write, chunks))

    def _write(self, chunks: list[Chunk]) -> None:
        chunk = together(chunks)
        # What was brought together, and what was sorted, is not held while the copy is written.
        chunks.clear()
        chunk = replace(chunk, rows=_by_bucket(chunk.rows))
        self._labels.add(self._label_rows(chunk))
        self._label_values.append({name: chunk.values[name] for name in LABELS})
        if self._staging is None:
            return
        if self._writer is None:
            self._writer = self._open.enter_context(self._staging.file(self.table, self._files))
        self._writer.write(chunk.table([*self._kept, *self._bucket]))

    def _stage_whole(
        self, of_claims: pl.DataFrame, left_out: Ordinals, counts: LabelCounts
    ) -> None:
        chunk = together(self._waiting)
        self._waiting.clear()
        labels = labels_in(chunk.rows, chunk.values)
        labels = of_whole_claims(self._claims(chunk), labels, self.table, of_claims)
        wider = by_column(labels)
        values = {name: known.values.cast(self._interned[name]) for name, known in wider.items()}
        rows = chunk.rows.with_columns(known.index.alias(name) for name, known in wider.items())
        rows = rows.filter(_stays(rows, left_out))
        chunk = Chunk(rows=_by_bucket(rows), values={**chunk.values, **values})
        counts.add(self.table.name, labels_in(chunk.rows, chunk.values))
        if self._staging is not None:
            columns = [*self._kept, *LABELS, *self._bucket]
            self._staging.keep(self.table, chunk.table(columns))

    def _stage_beside(
        self, of_claims: pl.DataFrame, left_out: Ordinals, counts: LabelCounts
    ) -> None:
        with ExitStack() as stack:
            writer = self._staging and stack.enter_context(
                self._staging.file(self.table, self._files, beside=BESIDE)
            )
            for table, values in zip(self._labels.tables(), self._label_values, strict=True):
                rows, claims = _put_aside(table)
                labels = labels_in(rows, values)
                labels = of_whole_claims(claims, labels, self.table, of_claims)
                stays = _stays(rows, left_out)
                counts.add(self.table.name, labels.filter(stays))
                kept = {KEPT: stays.to_arrow()} if len(left_out) else {}
                if writer:
                    writer.write(pa.table({**stored(labels, self._interned), **kept}))
        if self._staging:
            rows_kept = self._rows - len(left_out)
            self._staging.add(
                StoredTable(name=self.table.name, rows=rows_kept, files=tuple(self._files))
            )

    def _label_rows(self, chunk: Chunk) -> pa.Table:
        """Return what widens the labels of a chunk and says which rows stay."""
        rows = chunk.rows.select(*LABELS, ORDINAL).to_arrow()
        claims = self._claims(chunk)
        return rows if claims is None else rows.append_column("claim", as_dictionary(claims))

    def _claims(self, chunk: Chunk) -> Distinct | None:
        return chunk.distinct("claim") if "claim" in self.table.names else None

    @property
    def _bucket(self) -> list[str]:
        return [BUCKET] if self.table.has_person else []


def _put_aside(table: pa.Table) -> tuple[pl.DataFrame, Distinct | None]:
    """Return rows as they were put aside, their claims by number as before."""
    rows = pl.DataFrame(pl.from_arrow(table.select([*LABELS, ORDINAL])))
    if "claim" not in table.column_names:
        return rows, None
    return rows, of_dictionary(table.column("claim").combine_chunks())


class _Dropped(Exception):
    """The rows are of no use any more."""


def _by_bucket(rows: pl.DataFrame) -> pl.DataFrame:
    """Sort rows by bucket, those of one bucket in the order in which they came."""
    if BUCKET not in rows.columns:
        return rows
    # Of 16 bits NumPy makes a radix sort, several times as fast as any comparison.
    order = np.argsort(rows[BUCKET].to_numpy(), kind="stable").astype(np.uint32)
    return rows[pl.Series(order)]


def _stays(rows: pl.DataFrame, left_out: Ordinals) -> pl.Series:
    """Say which rows no rule between records leaves out."""
    if not len(left_out):
        return pl.Series([True]).new_from_index(0, rows.height)
    return pl.Series(~np.isin(rows[ORDINAL].to_numpy(), left_out))
