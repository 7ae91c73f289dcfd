"""The keys of a table's records and their references, as hashes: all that the second pass reads."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa

from hub.intake.spool import Spool
from schemas.batch import Batch
from schemas.column import Column, Kind
from schemas.distinct import Cells, Distinct
from schemas.table import Table

KEY, POSITION, FILE, ORDINAL = "key", "position", "file", "ordinal"
# So many keys are put aside at once.
TOGETHER = 1 << 18


def references(table: Table) -> tuple[Column, ...]:
    """Return the columns that name a record of another table."""
    return tuple(
        column
        for column in table.columns
        if column.refers_to not in {None, table.name}
        and column.kind in {Kind.REFERENCE, Kind.PERSON}
    )


class TableKeys:
    """Takes the records of one table and gives back what identifies them, in the same order.

    Hashes of 64 bits under a seed of the run: that two of n keys meet by chance has a probability
    of n * n / 2**65, a hundred-thousandth for 20 million.
    """

    def __init__(self, table: Table, *, seed: int, folder: Path | None) -> None:
        self.table, self.height = table, 0
        self._seed = seed
        self._waiting: list[pl.DataFrame] = []
        # The keys lie apart: they are read more often than what goes with them.
        self._keys, self._rest = Spool(folder), Spool(folder)

    def add(self, batch: Batch, file: int) -> None:
        """Take the records of a batch, which lie in the file of that number."""
        names = [column.name for column in references(self.table)]
        hashes = {
            name: _hashes(batch.columns[name], self._seed)
            for name in dict.fromkeys([*self.table.key, *names])
        }
        self._waiting.append(
            pl.DataFrame(
                {
                    KEY: _together([hashes[name] for name in self.table.key], self._seed),
                    **{name: hashes[name] for name in names},
                    POSITION: batch.positions.cast(pl.UInt32),
                    FILE: pl.Series([file], dtype=pl.UInt32).new_from_index(0, batch.height),
                }
            )
        )
        self.height += batch.height
        if sum(keys.height for keys in self._waiting) >= TOGETHER:
            self._put_aside()

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the keys in the order in which they came, as often as is asked.

        Columns: `key`, one for each of `references` (UInt64, null where it is empty), `position`,
        `file`, and `ordinal`, which numbers the records of the table (UInt32).
        """
        self._put_aside()
        first = 0
        for keys, rest in zip(self._keys.tables(), self._rest.tables(), strict=True):
            frame = pl.concat([_frame(keys), _frame(rest)], how="horizontal")
            yield frame.with_row_index(ORDINAL, offset=first)
            first += frame.height

    def hashes(self) -> Iterator[pl.Series]:
        """Yield the column `key` of the frames alone."""
        self._put_aside()
        for keys in self._keys.tables():
            yield _frame(keys)[KEY]

    def close(self) -> None:
        """Let go of the keys."""
        self._keys.close()
        self._rest.close()

    def _put_aside(self) -> None:
        if self._waiting:
            frame = pl.concat(self._waiting)
            self._keys.add(frame.select(KEY).to_arrow())
            self._rest.add(frame.drop(KEY).to_arrow())
            self._waiting.clear()


def _frame(table: pa.Table) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(table))


def _hashes(column: Cells, seed: int) -> pl.Series:
    """Return the hash of each cell, null where it is empty; of a value that repeats once."""
    if isinstance(column, Distinct):
        return column.map(partial(_hashes, seed=seed)).cells
    return column.hash(seed).set(column.is_null(), None)


def _together(hashes: Sequence[pl.Series], seed: int) -> pl.Series:
    """A key of one column hashes as a reference to it does."""
    if len(hashes) == 1:
        return hashes[0]
    parts = {str(place): part for place, part in enumerate(hashes)}
    return pl.DataFrame(parts).to_struct().hash(seed)
