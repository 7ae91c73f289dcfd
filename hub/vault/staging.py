"""Staging: a run puts the tables of a submission together aside, and promotes them by one move."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from hub.vault.dataset import Dataset, StoredFile, StoredTable
from hub.vault.key_name import KeyName, safe
from hub.vault.keys import file_key
from hub.vault.labels import held_schema
from hub.vault.places import (
    STAGING,
    dataset_place,
    file_name,
    file_place,
    small_name,
    staging_place,
)
from hub.vault.sealed_table import TableWriter
from hub.vault.small_tables import FEW_ROWS, SMALL, write_small
from hub.vault.stored_types import dictionary_paths
from hub.vault.vault import Destroyed, Vault
from schemas.table import Table


class Staging:
    """The tables that one run writes for one submission; none of it counts before `promote`."""

    def __init__(self, vault: Vault, submission: str, run: str) -> None:
        self._vault, self._submission, self._run = vault, submission, run
        self._name = KeyName(submission=submission)
        self._folder = staging_place(submission, run)
        self._key = vault.key_or_new(self._name)
        self._tables: list[StoredTable] = []
        self._small: dict[str, pa.Table] = {}

    def keep(self, table: Table, rows: pa.Table) -> None:
        """Stage a table that is at hand as a whole, sorted by bucket, without its empty columns.

        A small one waits for the others: they are written together.
        """
        filled = [name for name in rows.column_names if rows[name].null_count < rows.num_rows]
        if not rows.num_rows:
            self.add(StoredTable(name=table.name, rows=0, files=()))
        elif rows.num_rows < FEW_ROWS:
            self._small[table.name] = rows.select(filled)
        else:
            with self.table(table) as writer:
                writer.write(rows.select(filled))

    @contextmanager
    def table(self, table: Table) -> Iterator[TableWriter]:
        """Give a writer for a table in one file; it is staged when the block ends without error."""
        files: list[StoredFile] = []
        with self.file(table, files) as writer:
            yield writer
        self.add(StoredTable(name=table.name, rows=writer.rows, files=tuple(files)))

    @contextmanager
    def file(
        self, table: Table, files: list[StoredFile], *, beside: str = ""
    ) -> Iterator[TableWriter]:
        """Give a writer for one file of a table, which goes to `files` when it is whole.

        `beside` names a second file, row by row beside the first.
        """
        name = f"{table.name}-{beside}" if beside else table.name
        place = file_place(self._submission, self._run, name)
        with self._vault.storage.write(f"{self._folder}/{file_name(name)}") as target:
            writer = TableWriter(
                target,
                name,
                key=file_key(self._key, place),
                place=place,
                dictionary=dictionary_paths(table, held_schema(table)),
            )
            try:
                yield writer
                files.append(writer.finish())
            except BaseException:
                writer.abandon()
                raise

    def add(self, table: StoredTable) -> None:
        """Let a table, whose files are whole, be part of the dataset."""
        self._tables.append(table)

    def promote(self) -> Dataset:
        """Move the tables to their place and return the dataset; it counts when it is committed.

        A dataset that is never committed is swept; a run that is done again promotes another one.
        Destroyed where the submission was destroyed meanwhile.
        """
        if self._small:
            self._write_small()
        if self._vault.key(self._name) != self._key:
            raise Destroyed
        if any(table.files for table in self._tables):
            self._vault.storage.move(self._folder, dataset_place(self._submission, self._run))
        self.discard()
        return Dataset(submission=self._submission, run=self._run, tables=tuple(self._tables))

    def _write_small(self) -> None:
        place = file_place(self._submission, self._run, SMALL)
        with self._vault.storage.write(f"{self._folder}/{small_name(SMALL)}") as target:
            key = file_key(self._key, place)
            files = write_small(target, self._small, key=key, place=place)
        for name, rows in self._small.items():
            self.add(StoredTable(name=name, rows=rows.num_rows, files=(files[name],)))

    def discard(self) -> None:
        """Delete what was staged and not promoted."""
        self._small.clear()
        storage = self._vault.storage
        storage.delete(self._folder)
        parent = f"{STAGING}/{self._submission}"
        if not storage.names(parent):
            storage.delete(parent)


def discard_dead_runs(vault: Vault, submission: str) -> None:
    """Delete what runs of a submission staged and never promoted; for whoever begins a new one."""
    vault.storage.delete(f"{STAGING}/{safe(submission)}")
