"""The first pass: each batch is counted, inspected, labelled, reduced, and put on its way."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from hub.intake.behind import Behind
from hub.intake.chunk_labels import by_column
from hub.intake.fault_list import FaultList
from hub.intake.keys import TableKeys
from hub.intake.rows import TableRows
from hub.intake.tally import Tally
from hub.intake.terms import Terms
from hub.platform.ids import random_bytes
from hub.vault.bucket import BUCKET, bucket_of
from hub.vault.staging import Staging
from policies.deidentification.inspection import NOTHING_FOUND, inspect
from policies.labelling.label import columns_read, labels_alone
from policies.labelling.scope import CLAIM_TABLES, said_of_claims
from schemas.batch import Batch
from schemas.distinct import Cells, in_runs
from schemas.table import Table


class FirstPass:
    """What one walk over the batches gathers for the verdict and for the second pass.

    Without a `staging` nothing is kept. `files` names the files in the order in which they came,
    `claims` what the batches say of whole claims, `filled` which columns of each table hold
    anything.
    """

    def __init__(
        self, terms: Terms, faults: FaultList, *, staging: Staging | None, workspace: Path | None
    ) -> None:
        self._terms, self._faults = terms, faults
        self._staging, self._workspace = staging, workspace
        self._behind = Behind()
        self._categories = pl.Categories.random()
        self._seed = int.from_bytes(random_bytes(8), "big")
        self.tally = Tally()
        self.inspection = NOTHING_FOUND
        self.keys: dict[str, TableKeys] = {}
        self.rows: dict[str, TableRows] = {}
        self.claims: list[pl.DataFrame] = []
        self.files: list[str] = []
        self.filled: dict[str, set[str]] = {}

    def walk(self, batches: Iterable[Batch]) -> None:
        """Take every batch, to the last: a sender is told of everything at once."""
        for batch in batches:
            self._take(batch)
        self._faults.add(self.inspection.faults)

    @property
    def is_lost(self) -> bool:
        """Tell whether the submission is refused whatever is still to come."""
        return self.inspection.refuses or self.tally.whole > 0

    def close(self) -> None:
        """Let go of whatever was not stored."""
        self._behind.close()
        for rows in self.rows.values():
            rows.close()
        for keys in self.keys.values():
            keys.close()

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
        if not batch.height:
            return
        self._note_filled(batch)
        # Of a submission that is refused no more is kept, not even for a moment.
        if not self.is_lost:
            self._put(batch)

    def _put(self, batch: Batch) -> None:
        terms, table = self._terms, batch.table
        mode = "strict" if terms.strict else "provenance"
        labels = labels_alone(
            batch.frame(columns_read(table, batch.distinct)),
            table,
            terms.lists,
            terms.registry,
            mode,
            distinct=batch.distinct,
        )
        if table.name in CLAIM_TABLES:
            self.claims.append(said_of_claims(batch.cells("claim"), labels))
        if table.name not in self.keys:
            self._open(table)
        self.keys[table.name].add(batch, self._file(batch.file))
        if table.name in self.rows:
            columns = {**batch.columns, **self._own_tokens(batch), **by_column(labels)}
            self.rows[table.name].add(columns, batch.height)

    def _open(self, table: Table) -> None:
        self.keys[table.name] = TableKeys(table, seed=self._seed, folder=self._workspace)
        columns = self._terms.columns.get(table.name)
        if columns:
            self.rows[table.name] = TableRows(
                table,
                columns,
                staging=self._staging,
                behind=self._behind,
                categories=self._categories,
                folder=self._workspace,
            )

    def _own_tokens(self, batch: Batch) -> Mapping[str, Cells]:
        """Give each person the hub's own token, and the bucket that it falls in."""
        if not batch.table.has_person:
            return {}
        person = batch.distinct.get("person") or in_runs(batch.cells("person"))
        own = person.map(self._terms.rekeyed)
        return {"person": own, BUCKET: own.map(bucket_of).cells}

    def _note_filled(self, batch: Batch) -> None:
        filled = self.filled.setdefault(batch.table.name, set())
        filled.update(filter(batch.holds, batch.columns.keys() - filled))

    def _file(self, name: str) -> int:
        if name not in self.files:
            self.files.append(name)
        return self.files.index(name)
