"""The rows of one table from its file or files: the columns asked for, of the rows that count."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hub.vault.arrow_streams import read_alike
from hub.vault.bucket import BUCKET
from hub.vault.dataset import KEPT, StoredTable
from hub.vault.keys import file_key
from hub.vault.places import dataset_place, file_name, file_place, small_name
from hub.vault.sealed_table import opened
from hub.vault.small_tables import SMALL, opened_small
from hub.vault.storage import Storage
from hub.vault.stored_types import arrow_type, read_as_dictionary
from schemas.record import record
from schemas.records import TABLES

# The columns of a file of many rows are decoded by Arrow's own threads.
MANY_ROWS = 1 << 20


@record
class DatasetSource:
    """Where the tables of one dataset lie, and the data key that opens them."""

    storage: Storage
    submission: str
    run: str
    data_key: bytes


def read_rows(
    source: DatasetSource,
    stored: StoredTable,
    columns: Sequence[str],
    buckets: range | None = None,
) -> pa.Table:
    """Return those columns, all of them held, of the rows that count and lie in the buckets.

    A table without persons is whole in each bucket. Row groups without such a bucket are not read.
    Codes, choices and provenance come as dictionaries of Arrow. Unreadable where a file is broken.
    """
    buckets = buckets if TABLES[stored.name].has_person else None
    if not stored.files:
        return schema_of(stored.name, columns).empty_table()
    if is_small(stored):
        [alike] = read_alike(small_contents(source, [stored]), (*columns, BUCKET))
        return sifted(alike.rows, buckets).select(columns)
    sifting = [KEPT] if any(KEPT in file.columns for file in stored.files) else []
    sifting += [BUCKET] if buckets is not None else []
    wanted = frozenset([*columns, *sifting])
    with ExitStack() as stack:
        # The file with the buckets comes first: its footer says which row groups are read.
        files = [
            (stack.enter_context(_opened(source, stored.name, file.name, held)), held)
            for file in stored.files
            if (held := [name for name in file.columns if name in wanted])
        ]
        parts = [
            sifted(_side_by_side(files, group, threads=stored.rows > MANY_ROWS), buckets)
            for group in _groups(files[0][0], buckets)
        ]
    if len(parts) == 1:
        return parts[0].select(columns)
    empty = schema_of(stored.name, columns).empty_table()
    return pa.concat_tables([empty, *(part.select(columns) for part in parts)])


def is_small(stored: StoredTable) -> bool:
    """Tell whether a table lies in the one file of a dataset's small tables."""
    return any(file.extent is not None for file in stored.files)


def small_contents(source: DatasetSource, tables: Sequence[StoredTable]) -> list[bytearray]:
    """Return the small tables of one dataset, each as its stream of Arrow."""
    place = file_place(source.submission, source.run, SMALL)
    folder = dataset_place(source.submission, source.run)
    file = source.storage.read(f"{folder}/{small_name(SMALL)}")
    with opened_small(file, key=file_key(source.data_key, place), place=place) as opened:
        return [
            opened.content(file.extent) for each in tables for file in each.files if file.extent
        ]


def sifted(rows: pa.Table, buckets: range | None) -> pa.Table:
    """Return the rows that count and lie in the buckets, if rows of some only are asked for."""
    if KEPT in rows.column_names:
        rows = rows.filter(rows[KEPT])
    if buckets is None:
        return rows
    inside = pc.and_(
        pc.greater_equal(rows[BUCKET], buckets.start), pc.less(rows[BUCKET], buckets.stop)
    )
    return rows.filter(inside)


def schema_of(table: str, columns: Sequence[str]) -> pa.Schema:
    """Return the schema in which columns of a record table come out of the vault."""
    return pa.schema([(name, arrow_type(TABLES[table], name)) for name in columns])


def _opened(
    source: DatasetSource, table: str, file: str, columns: Sequence[str]
) -> AbstractContextManager[pq.ParquetFile]:
    folder = dataset_place(source.submission, source.run)
    place = file_place(source.submission, source.run, file)
    return opened(
        source.storage.arrow_source(f"{folder}/{file_name(file)}"),
        key=file_key(source.data_key, place),
        place=place,
        dictionary=read_as_dictionary(TABLES[table], columns),
    )


def _groups(file: pq.ParquetFile, buckets: range | None) -> Iterator[int]:
    """Yield the row groups in which some row may lie in the buckets."""
    numbers = range(file.metadata.num_row_groups)
    if buckets is None:
        yield from numbers
        return
    column = file.metadata.schema.names.index(BUCKET)
    for number in numbers:
        found = file.metadata.row_group(number).column(column).statistics
        known = found is not None and found.has_min_max
        if not known or (found.min < buckets.stop and found.max >= buckets.start):
            yield number


def _side_by_side(
    files: Sequence[tuple[pq.ParquetFile, list[str]]], group: int, *, threads: bool
) -> pa.Table:
    """Return one row group of each file, the columns of one beside those of the other.

    By row group, because Arrow cannot join dictionaries within lists: see docs/decisions/0173.
    """
    found = [
        file.read_row_group(group, columns=columns, use_threads=threads) for file, columns in files
    ]
    whole = found[0]
    for rows in found[1:]:
        for name in rows.column_names:
            whole = whole.append_column(name, rows[name])
    return whole
