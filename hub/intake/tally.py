"""The tally of a run: of each table how many records came, and how many of them are faulty."""

from collections import Counter
from collections.abc import Mapping

import polars as pl

from schemas.batch import Batch
from schemas.record import record


@record
class TableCount:
    """The records of one table: those kept, and those left out for a fault."""

    kept: int
    faulty: int

    @property
    def records(self) -> int:
        """How many records came."""
        return self.kept + self.faulty

    @property
    def share(self) -> float:
        """The share of faulty records; 0 where none came."""
        return self.faulty / self.records if self.records else 0.0


class Tally:
    """Counts records by table; a record with several faults counts once."""

    def __init__(self) -> None:
        self._kept: Counter[str] = Counter()
        self._faulty: Counter[str] = Counter()
        self.whole = 0

    def add(self, batch: Batch) -> None:
        """Count the records of a batch, and the faults of files and columns as a whole."""
        self._kept[batch.table.name] += batch.height
        if batch.faults.is_empty():
            return
        errors = batch.faults.filter(pl.col("severity") == "error")
        self.whole += errors.filter(pl.col("position") == 0).height
        of_records = errors.filter(pl.col("position") > 0)
        for name, count in _records(of_records).iter_rows():
            self._faulty[name] += count

    def leave_out(self, table: str, count: int) -> None:
        """Count records that turned out to be faulty beside others."""
        self._kept[table] -= count
        self._faulty[table] += count

    def counts(self) -> Mapping[str, TableCount]:
        """Return the counts of every table of which a record came."""
        names = sorted({name for name, count in (self._kept + self._faulty).items() if count})
        return {
            name: TableCount(kept=self._kept[name], faulty=self._faulty[name]) for name in names
        }


def _records(faults: pl.DataFrame) -> pl.DataFrame:
    return faults.group_by("table").agg(pl.struct("file", "position").n_unique())
