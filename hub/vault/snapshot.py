"""A snapshot opened for one run: keys unwrapped before the first scan, dropped after the last."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache

import polars as pl
import pyarrow as pa

from hub.vault.arrow_streams import read_alike
from hub.vault.bucket import BUCKET
from hub.vault.dataset import Dataset, StoredTable
from hub.vault.key_name import KeyName
from hub.vault.labels import held_schema
from hub.vault.lease import HeldLease, leased
from hub.vault.table_reader import (
    DatasetSource,
    is_small,
    read_rows,
    schema_of,
    sifted,
    small_contents,
)
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
        """Return those columns of each table named, in one part for each submission with rows.

        A column that a submission does not hold comes as nulls, so that all parts of a table have
        the same columns in the same order. Codes, choices and `part2_provenance` are dictionaries
        of Arrow. `buckets` takes the persons of those buckets alone; what has no person is whole.
        Each file is opened once a call. Stopped where the lease is lost, Unreadable where a file
        is broken.
        """
        asked = {name: tuple(wanted) for name, wanted in columns.items()}
        found: dict[str, list[tuple[int, pa.Table]]] = {name: [] for name in columns}
        for name, numbers, rows in self._read_small(asked):
            divided = buckets is not None and TABLES[name].has_person
            wanted = tuple(dict.fromkeys((*asked[name], BUCKET))) if divided else asked[name]
            completed = _completed(rows, name, wanted)
            # One chunk is one submission: so the streams were read.
            parts = (pa.Table.from_batches([batch]) for batch in completed.to_batches())
            if divided:
                parts = (sifted(part, buckets).select(asked[name]) for part in parts)
            found[name] += zip(numbers, parts, strict=True)
        for number, name, rows in self._read_large(asked, buckets):
            found[name].append((number, rows))
        return {
            name: [
                Part(submission=self._snapshot[number].submission, rows=rows)
                for number, rows in sorted(parts, key=lambda part: part[0])
            ]
            for name, parts in found.items()
        }

    def check(self) -> None:
        """Go on, or raise Stopped; a run asks between two measures."""
        self._lease.check()

    def forget(self) -> None:
        """Let go of the keys; nothing can be loaded any more."""
        self._keys.clear()

    def _read_small(
        self, asked: Mapping[str, tuple[str, ...]]
    ) -> Iterator[tuple[str, Sequence[int], pa.Table]]:
        """Yield the rows of small tables that are alike, with the number of each one's dataset."""
        reads = [
            (number, small)
            for number, dataset in enumerate(self._snapshot)
            if (small := [one for one in dataset.tables if one.name in asked and is_small(one)])
        ]
        numbers: dict[str, list[int]] = {name: [] for name in asked}
        streams: dict[str, list[bytearray]] = {name: [] for name in asked}
        with ThreadPoolExecutor(THREADS) as threads:
            found = threads.map(lambda one: small_contents(self._source(one[0]), one[1]), reads)
            for (number, tables), contents in zip(reads, found, strict=True):
                for stored, content in zip(tables, contents, strict=True):
                    numbers[stored.name].append(number)
                    streams[stored.name].append(content)
        for name, contents in streams.items():
            for alike in read_alike(contents, (*asked[name], BUCKET)):
                yield name, [numbers[name][one] for one in alike.numbers], alike.rows

    def _read_large(
        self, asked: Mapping[str, tuple[str, ...]], buckets: range | None
    ) -> Iterator[tuple[int, str, pa.Table]]:
        """Yield the rows of each table that has a file of its own, and its dataset's number."""
        reads = [
            (number, stored, _held(stored, asked[stored.name]))
            for number, dataset in enumerate(self._snapshot)
            for stored in dataset.tables
            if stored.name in asked and stored.files and not is_small(stored)
        ]
        with ThreadPoolExecutor(THREADS) as threads:
            found = threads.map(
                lambda one: read_rows(self._source(one[0]), one[1], one[2], buckets), reads
            )
            for (number, stored, _), rows in zip(reads, found, strict=True):
                yield number, stored.name, _completed(rows, stored.name, asked[stored.name])

    def _source(self, number: int) -> DatasetSource:
        """Return the dataset of that number to read from, while the lease holds."""
        self._lease.check()
        dataset = self._snapshot[number]
        return DatasetSource(
            storage=self._vault.storage,
            submission=dataset.submission,
            run=dataset.run,
            data_key=self._keys[dataset.submission],
        )


@contextmanager
def open_snapshot(vault: Vault, snapshot: Sequence[Dataset]) -> Iterator[OpenSnapshot]:
    """Open the datasets of a snapshot for one run; Destroyed where one of them has no key."""
    submissions = {dataset.submission for dataset in snapshot}
    with leased(vault, submissions) as lease:
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


def _held(stored: StoredTable, asked: Sequence[str]) -> tuple[str, ...]:
    """Where nothing that was asked for is held, some column says how many rows there are."""
    held = frozenset(stored.columns)
    return tuple(name for name in asked if name in held) or stored.columns[:1]


def _completed(rows: pa.Table, table: str, asked: tuple[str, ...]) -> pa.Table:
    """Return the columns asked for of rows with the columns held; the others as nulls."""
    held = tuple(rows.column_names)
    if held == asked:
        return rows
    places, schema = _places(table, held, asked)
    columns = [
        rows.column(place) if place is not None else _nulls(rows, kind)
        for place, kind in zip(places, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _nulls(rows: pa.Table, kind: pa.DataType) -> pa.ChunkedArray:
    """Return a column of nulls, in the chunks that the others have."""
    lengths = [len(chunk) for chunk in rows.column(0).chunks]
    nulls = pa.nulls(max(lengths, default=0), kind)
    return pa.chunked_array([nulls.slice(0, length) for length in lengths], kind)


# Submissions are many, and the columns that they hold much the same.
@lru_cache(maxsize=1024)
def _places(
    table: str, held: tuple[str, ...], asked: tuple[str, ...]
) -> tuple[tuple[int | None, ...], pa.Schema]:
    """Return where among the columns held each one asked for is, if it is, and their schema."""
    places = {name: number for number, name in enumerate(held)}
    return tuple(places.get(name) for name in asked), schema_of(table, asked)
