"""A vault in a temporary folder or in memory, with a clock that the test moves."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import polars as pl
from fsspec.implementations.memory import MemoryFileSystem

from hub.vault.bucket import BUCKET, bucket_of
from hub.vault.dataset import Dataset
from hub.vault.destruction_register import DestructionFile
from hub.vault.leases import LeaseFolder
from hub.vault.master_keys import MasterKeyRing
from hub.vault.staging import Staging
from hub.vault.storage import Storage, storage_at
from hub.vault.stored_types import interned
from hub.vault.vault import Vault
from hub.vault.wrapped_keys import WrappedKeyFolder
from schemas.records import TABLES

MASTER = MasterKeyRing(versions={1: bytes(range(32))})
_roots = count(1)


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self):
        return self.now

    def move(self, **span):
        self.now += timedelta(**span)


def memory_storage() -> Storage:
    """Return storage of its own in memory, without folders of this machine."""
    return Storage(filesystem=MemoryFileSystem(), root=f"/vault-{next(_roots)}")


def vault_in(folder: Path, *, storage: Storage | None = None, clock=None, master=MASTER) -> Vault:
    """Return a vault whose parts lie in a folder; made again on the same folder it is the same."""
    return Vault(
        storage=storage or storage_at(str(folder / "files")),
        master_keys=master,
        wrapped_keys=WrappedKeyFolder(folder=folder / "keys"),
        register=DestructionFile(path=folder / "register" / "destroyed.jsonl"),
        leases=LeaseFolder(folder=folder / "leases"),
        clock=clock or Hands(),
    )


def stored(vault: Vault, submission: str, tables: dict, *, run: str = "run-1") -> Dataset:
    """Put frames of record tables into the vault as one submission, labels unknown and none."""
    staging = Staging(vault, submission, run)
    for name, rows in tables.items():
        staging.keep(TABLES[name], held(name, rows).to_arrow())
    return staging.promote()


def held(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of a record table as the vault keeps them: labelled, by bucket, interned."""
    table = TABLES[name]
    rows = rows.with_columns(
        pl.lit("unknown").alias("part2_provenance"),
        pl.lit([], pl.List(pl.String)).alias("sensitivity"),
    )
    if table.has_person:
        rows = rows.with_columns(bucket_of(rows["person"])).sort(BUCKET)
    return rows.with_columns(interned(table, rows.columns, pl.Categories.random()))
