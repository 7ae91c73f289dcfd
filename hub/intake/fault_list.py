"""The list of faults of a run: every one to a file, their counts and the first of them at hand."""

from contextlib import ExitStack
from types import TracebackType
from typing import Self

import polars as pl

from hub.vault.fault_file import FaultFile, StoredFaults, fault_file
from hub.vault.vault import Vault
from schemas.fault import FAULTS, no_faults
from schemas.record import record

# So many are shown beside the receipt; the others are in the file.
FIRST = 1000
# Faults go to the file so many at once.
TOGETHER = 1 << 15
KINDS = ["table", "rule", "field", "severity"]
COUNTS = pl.Schema({**{name: FAULTS[name] for name in KINDS}, "count": pl.Int64()})


@record
class FaultSummary:
    """How many faults there are, by table, rule, field and severity (columns of COUNTS).

    `first` holds the first 1,000 (columns of FAULTS), `stored` where all of them are, None where
    there is none.
    """

    counts: pl.DataFrame
    first: pl.DataFrame
    stored: StoredFaults | None


class FaultList:
    """Collects the faults of one run; within its block, and told as a whole at its end."""

    def __init__(self, vault: Vault, submission: str, run: str) -> None:
        self._vault, self._submission, self._run = vault, submission, run
        self._open = ExitStack()
        self._file: FaultFile | None = None
        self._waiting = no_faults()
        self._first = no_faults()
        self._counts = pl.DataFrame(schema=COUNTS)
        self._total = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, failure, trace)

    def add(self, faults: pl.DataFrame) -> None:
        """Add faults (columns of FAULTS)."""
        if faults.is_empty():
            return
        if self._first.height < FIRST:
            self._first = pl.concat([self._first, faults.head(FIRST - self._first.height)])
        found = faults.group_by(KINDS, maintain_order=True).agg(count=pl.len().cast(pl.Int64))
        self._counts = (
            pl.concat([self._counts, found])
            .group_by(KINDS, maintain_order=True)
            .agg(pl.col("count").sum())
        )
        self._total += faults.height
        self._waiting = pl.concat([self._waiting, faults])
        if self._waiting.height >= TOGETHER:
            self._write()

    def close(self) -> FaultSummary:
        """Write what is left, and tell of all."""
        self._write()
        self._open.close()
        stored = StoredFaults(submission=self._submission, run=self._run, faults=self._total)
        return FaultSummary(
            counts=self._counts, first=self._first, stored=stored if self._total else None
        )

    def _write(self) -> None:
        if self._waiting.is_empty():
            return
        if self._file is None:
            self._file = self._open.enter_context(
                fault_file(self._vault, self._submission, self._run)
            )
        self._file.add(self._waiting)
        self._waiting = no_faults()
