"""A snapshot opened for one run: keys unwrapped before the first scan, dropped after the last."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import polars as pl
import pyarrow as pa

from hub.vault.dataset import Dataset, StoredTable
from hub.vault.key_name import KeyName
from hub.vault.labels import held_schema
from hub.vault.lease import LASTING, HeldLease, leased
from hub.vault.stored_types import arrow_type
from hub.vault.table_reader import TableSource, read_rows
from hub.vault.vault import Vault
from schemas.record import record
from schemas.records import TABLES
from schemas.table import Table

THREADS = 2


@record
class Part:
    """The rows of one table of one submission."""

    submission: str
    rows: pa.Table


class OpenSnapshot:
    """The datasets of a snapshot with their keys; good as long as its block and its lease."""

    def __init__(
        self, vault: Vault, snapshot: Sequence[Dataset], keys: Mapping[str, bytes], lease: HeldLease
    ) -> None:
        self._vault, self._snapshot, self._lease = vault, snapshot, lease
        self._keys = dict(keys)

    def load(
        self, columns: Mapping[str, Collection[str]], *, buckets: range | None = None
    ) -> dict[str, list[Part]]:
        """Return those columns of each table named, in one part for each submission that has it.

        A column that a submission does not hold comes as nulls, so that all parts of a table have
        the same columns in the same order. Codes, choices and `part2_provenance` are dictionaries
        of Arrow. `buckets` takes the persons of those buckets alone; what has no person is whole.
        Each file is opened once a call. Stopped where the lease is lost, Unreadable where a file
        is broken.
        """
        wanted = [
            (dataset, stored, list(columns[stored.name]))
            for dataset in self._snapshot
            for stored in dataset.tables
            if stored.name in columns
        ]
        with ThreadPoolExecutor(THREADS) as threads:
            rows = threads.map(lambda file: self._read(*file, buckets=buckets), wanted)
            loaded: dict[str, list[Part]] = {name: [] for name in columns}
            for (dataset, stored, _), found in zip(wanted, rows, strict=True):
                loaded[stored.name].append(Part(submission=dataset.submission, rows=found))
        return loaded

    def check(self) -> None:
        """Go on, or raise Stopped; a run asks between two measures."""
        self._lease.check()

    def forget(self) -> None:
        """Let go of the keys; nothing can be loaded any more."""
        self._keys.clear()

    def _read(
        self, dataset: Dataset, stored: StoredTable, asked: list[str], *, buckets: range | None
    ) -> pa.Table:
        self._lease.check()
        table = TABLES[stored.name]
        source = TableSource(
            storage=self._vault.storage,
            submission=dataset.submission,
            run=dataset.run,
            data_key=self._keys[dataset.submission],
            table=stored,
        )
        columns = stored.columns
        held = [name for name in asked if name in columns]
        # Where nothing that was asked for is held, some column says how many rows there are.
        held = held or [columns[0]]
        rows = read_rows(source, held, buckets if table.has_person else None)
        return rows if held == asked else _completed(rows, table, asked)


@contextmanager
def open_snapshot(
    vault: Vault, snapshot: Sequence[Dataset], *, lasting: timedelta = LASTING
) -> Iterator[OpenSnapshot]:
    """Open the datasets of a snapshot for one run; Destroyed where one of them has no key."""
    submissions = {dataset.submission for dataset in snapshot}
    with leased(vault, submissions, lasting=lasting) as lease:
        names = [KeyName(submission=submission) for submission in sorted(submissions)]
        keys = {name.submission: key for name, key in vault.keys(names).items()}
        opened = OpenSnapshot(vault, snapshot, keys, lease)
        try:
            yield opened
        finally:
            opened.forget()


def joined(table: Table, columns: Sequence[str], parts: Sequence[Part]) -> pa.Table:
    """Return the rows of all parts as one table of Arrow, empty where there is no part."""
    schema = pa.schema([(name, arrow_type(table, name)) for name in columns])
    return pa.concat_tables([schema.empty_table(), *(part.rows for part in parts)])


def frame_of(table: Table, rows: pa.Table) -> pl.DataFrame:
    """Return rows that came out of the vault as a Polars frame in the table's own types."""
    held = held_schema(table)
    frame = pl.DataFrame(pl.from_arrow(rows))
    return frame.cast({name: held[name] for name in frame.columns})


def _completed(rows: pa.Table, table: Table, asked: Sequence[str]) -> pa.Table:
    """Add the columns that were asked for and are not held, as nulls."""
    absent = [name for name in asked if name not in rows.column_names]
    for name in absent:
        rows = rows.append_column(name, pa.nulls(rows.num_rows, arrow_type(table, name)))
    return rows.select(list(asked))
