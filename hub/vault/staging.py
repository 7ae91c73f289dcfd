"""Staging: a run puts the tables of a submission together aside, and promotes them by one move."""

from collections.abc import Iterator
from contextlib import contextmanager

from hub.vault.dataset import Dataset, StoredTable
from hub.vault.key_name import KeyName, safe
from hub.vault.keys import file_key
from hub.vault.labels import held_schema
from hub.vault.places import STAGING, dataset_place, file_name, staging_place, table_place
from hub.vault.stored_types import dictionary_paths
from hub.vault.table_file import TableWriter
from hub.vault.vault import Vault
from schemas.table import Table


class Staging:
    """The tables that one run writes for one submission; none of it counts before `promote`."""

    def __init__(self, vault: Vault, submission: str, run: str) -> None:
        self._vault, self._submission, self._run = vault, submission, run
        self._name = KeyName(submission=submission)
        self._folder = staging_place(submission, run)
        self._key = vault.key_or_new(self._name)
        self._tables: list[StoredTable] = []

    @contextmanager
    def table(self, table: Table) -> Iterator[TableWriter]:
        """Give a writer for one table; its file is whole when the block ends without error."""
        place = table_place(self._submission, self._run, table.name)
        with self._vault.storage.write(f"{self._folder}/{file_name(table.name)}") as target:
            writer = TableWriter(
                target,
                table.name,
                key=file_key(self._key, place),
                place=place,
                dictionary=dictionary_paths(table, held_schema(table)),
            )
            try:
                yield writer
                self._tables.append(writer.finish())
            except BaseException:
                writer.abandon()
                raise

    def promote(self) -> Dataset:
        """Move the tables to their place and return the dataset; it counts when it is committed.

        A dataset that is never committed is swept; a run that is done again promotes another one.
        Destroyed where the submission was destroyed meanwhile.
        """
        self._vault.key(self._name)
        self._vault.storage.move(self._folder, dataset_place(self._submission, self._run))
        discard(self._vault, self._submission)
        return Dataset(submission=self._submission, run=self._run, tables=tuple(self._tables))


def discard(vault: Vault, submission: str) -> None:
    """Delete what runs of a submission staged and never promoted."""
    vault.storage.delete(f"{STAGING}/{safe(submission)}")
