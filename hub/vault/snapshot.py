"""A snapshot opened for one run: keys unwrapped before the first scan, dropped after the last."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache

import polars as pl
import pyarrow as pa

from hub.vault.dataset import Dataset, StoredTable
from hub.vault.key_name import KeyName
from hub.vault.labels import held_schema
from hub.vault.lease import LASTING, HeldLease, leased
from hub.vault.table_reader import DatasetSource, is_small, read_rows, read_small, schema_of
from hub.vault.vault import Vault
from schemas.record import record
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
        """Return those columns of each table named, in one part for each submission with rows.

        A column that a submission does not hold comes as nulls, so that all parts of a table have
        the same columns in the same order. Codes, choices and `part2_provenance` are dictionaries
        of Arrow. `buckets` takes the persons of those buckets alone; what has no person is whole.
        Each file is opened once a call. Stopped where the lease is lost, Unreadable where a file
        is broken.
        """
        asked = {name: tuple(wanted) for name, wanted in columns.items()}
        reads = [
            (dataset, tables)
            for dataset in self._snapshot
            for tables in _together([each for each in dataset.tables if each.name in asked])
        ]
        loaded: dict[str, list[Part]] = {name: [] for name in columns}
        with ThreadPoolExecutor(THREADS) as threads:
            found = threads.map(lambda one: self._read(one[0], one[1], asked, buckets), reads)
            for (dataset, tables), every in zip(reads, found, strict=True):
                for stored, rows in zip(tables, every, strict=True):
                    loaded[stored.name].append(Part(submission=dataset.submission, rows=rows))
        return loaded

    def check(self) -> None:
        """Go on, or raise Stopped; a run asks between two measures."""
        self._lease.check()

    def forget(self) -> None:
        """Let go of the keys; nothing can be loaded any more."""
        self._keys.clear()

    def _read(
        self,
        dataset: Dataset,
        tables: Sequence[StoredTable],
        asked: Mapping[str, tuple[str, ...]],
        buckets: range | None,
    ) -> list[pa.Table]:
        """Return what is asked of tables that lie in one file, or of one that has its own."""
        self._lease.check()
        source = DatasetSource(
            storage=self._vault.storage,
            submission=dataset.submission,
            run=dataset.run,
            data_key=self._keys[dataset.submission],
        )
        if is_small(tables[0]):
            found = read_small(source, tables, buckets)
            return [
                _completed(rows, stored.name, stored.columns, asked[stored.name])
                for stored, rows in zip(tables, found, strict=True)
            ]
        stored = tables[0]
        held = _held(stored, asked[stored.name])
        rows = read_rows(source, stored, held, buckets)
        return [_completed(rows, stored.name, held, asked[stored.name])]


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
    empty = schema_of(table.name, columns).empty_table()
    return pa.concat_tables([empty, *(part.rows for part in parts)])


def frame_of(table: Table, rows: pa.Table) -> pl.DataFrame:
    """Return rows that came out of the vault as a Polars frame in the table's own types."""
    held = held_schema(table)
    frame = pl.DataFrame(pl.from_arrow(rows))
    return frame.cast({name: held[name] for name in frame.columns})


def _together(tables: Sequence[StoredTable]) -> Iterator[list[StoredTable]]:
    """Yield the tables with rows by what is opened at once: the small ones, and each other."""
    if small := [each for each in tables if is_small(each)]:
        yield small
    yield from ([each] for each in tables if each.files and not is_small(each))


def _held(stored: StoredTable, asked: Sequence[str]) -> tuple[str, ...]:
    """Where nothing that was asked for is held, some column says how many rows there are."""
    held = frozenset(stored.columns)
    return tuple(name for name in asked if name in held) or stored.columns[:1]


def _completed(
    rows: pa.Table, table: str, held: tuple[str, ...], asked: tuple[str, ...]
) -> pa.Table:
    """Return the columns asked for of rows with the columns held; the others as nulls."""
    if held == asked:
        return rows
    places, schema = _places(table, held, asked)
    columns = [
        rows.column(place) if place is not None else pa.nulls(rows.num_rows, kind)
        for place, kind in zip(places, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


# Submissions are many, and the columns that they hold much the same.
@lru_cache(maxsize=1024)
def _places(
    table: str, held: tuple[str, ...], asked: tuple[str, ...]
) -> tuple[tuple[int | None, ...], pa.Schema]:
    """Return where among the columns held each one asked for is, if it is, and their schema."""
    places = {name: number for number, name in enumerate(held)}
    return tuple(places.get(name) for name in asked), schema_of(table, asked)
