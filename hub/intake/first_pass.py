"""The first pass: each batch is counted, inspected, labelled, reduced, and put aside."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import polars as pl

from hub.intake.fault_list import FaultList
from hub.intake.table_spool import TableSpool
from hub.intake.tally import Tally
from hub.intake.terms import Terms
from hub.platform.ids import random_bytes
from hub.vault.bucket import BUCKET, bucket_of
from policies.deidentification.inspection import NOTHING_FOUND, inspect
from policies.labelling.label import label
from policies.labelling.scope import claim_labels
from schemas.batch import Batch
from schemas.column import Kind
from schemas.table import Table


class FirstPass:
    """What one walk over the batches gathers for the second pass and for the verdict."""

    def __init__(self, terms: Terms, faults: FaultList, *, workspace: Path | None) -> None:
        self._terms, self._faults, self._workspace = terms, faults, workspace
        self._categories = pl.Categories.random()
        self._seed = int.from_bytes(random_bytes(8), "big")
        self._open = ExitStack()
        self.tally = Tally()
        self.inspection = NOTHING_FOUND
        self.spools: dict[str, TableSpool] = {}
        self.files: list[str] = []
        self.claims: list[pl.DataFrame] = []
        self.filled: dict[str, set[str]] = {}

    def walk(self, batches: Iterable[Batch]) -> None:
        """Take every batch, to the last: a sender is told of everything at once."""
        for batch in batches:
            self._take(batch)
        self._faults.add(self.inspection.faults)

    def close(self) -> None:
        """Let go of what was put aside."""
        self._open.close()

    @property
    def is_lost(self) -> bool:
        """Tell whether the submission is refused whatever is still to come."""
        return self.inspection.refuses or self.tally.whole > 0

    def _take(self, batch: Batch) -> None:
        self._faults.add(batch.faults)
        self.tally.add(batch)
        terms = self._terms
        self.inspection = inspect(
            batch,
            terms.basis,
            on=terms.on,
            certificate=terms.certificate,
            already=self.inspection,
        )
        if batch.rows.is_empty():
            return
        self._note_filled(batch)
        # Of a submission that is refused nothing is kept, not even for a moment.
        if not self.is_lost:
            self._put_aside(batch)

    def _put_aside(self, batch: Batch) -> None:
        terms, table = self._terms, batch.table
        mode = "strict" if terms.strict else "provenance"
        rows = label(batch.rows, table, terms.lists, terms.registry, mode)
        self.claims.append(claim_labels(rows, table))
        columns = terms.columns.get(table.name, frozenset())
        if not columns:
            return
        if table.name not in self.spools:
            self.spools[table.name] = self._spool(table, columns)
        anew = self._tokens_anew(rows, table)
        self.spools[table.name].add(anew, batch.positions, self._file(batch))

    def _spool(self, table: Table, columns: frozenset[str]) -> TableSpool:
        spool = TableSpool(
            table,
            columns,
            categories=self._categories,
            seed=self._seed,
            folder=self._workspace,
        )
        self._open.callback(spool.close)
        return spool

    def _tokens_anew(self, rows: pl.DataFrame, table: Table) -> pl.DataFrame:
        """Give each person the hub's own token, and the bucket that it falls in."""
        tokens = [column.name for column in table.columns if column.kind is Kind.PERSON]
        anew = [self._terms.rekeyed(rows[name]).alias(name) for name in tokens]
        if not anew:
            return rows
        return rows.with_columns(*anew, bucket_of(anew[0]).alias(BUCKET))

    def _note_filled(self, batch: Batch) -> None:
        filled = self.filled.setdefault(batch.table.name, set())
        for column in batch.rows.iter_columns():
            if column.name not in filled and column.null_count() < batch.rows.height:
                filled.add(column.name)

    def _file(self, batch: Batch) -> int:
        if batch.file not in self.files:
            self.files.append(batch.file)
        return self.files.index(batch.file)
