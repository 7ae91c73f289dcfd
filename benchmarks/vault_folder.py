"""A vault of files in one folder, and terms under which everything may be kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa

from hub.intake.terms import Terms
from hub.platform.clock import system_clock
from hub.platform.tokens import rekeyed
from hub.vault.destruction_register import DestructionFile
from hub.vault.leases import LeaseFolder
from hub.vault.master_keys import read_master_keys, write_master_keys
from hub.vault.snapshot import Part
from hub.vault.storage import storage_at
from hub.vault.vault import Vault
from hub.vault.wrapped_keys import WrappedKeyFolder
from policies.labelling.code_list import usual_lists
from policies.labelling.program_registry import NOBODY_KNOWN
from schemas.records import TABLES


def vault_in(folder: Path) -> Vault:
    """Return the vault in a folder, made where there is none."""
    master = folder / "master.json"
    if not master.exists():
        write_master_keys(master)
    return Vault(
        storage=storage_at(str(folder / "files")),
        master_keys=read_master_keys(master),
        wrapped_keys=WrappedKeyFolder(folder=folder / "keys"),
        register=DestructionFile(path=folder / "destroyed.jsonl"),
        leases=LeaseFolder(folder=folder / "leases"),
        clock=system_clock,
    )


def terms() -> Terms:
    """Return the terms of a limited data set of which every column may be kept."""
    return Terms(
        basis="limited_data_set",
        columns={name: frozenset(table.names) for name, table in TABLES.items()},
        tolerance=0.01,
        lists=usual_lists(),
        registry=NOBODY_KNOWN,
        rekeyed=partial(rekeyed, key=bytes(range(32))),
        on=date(2026, 11, 22),
    )


def rows_of(loaded: Mapping[str, Sequence[Part]]) -> dict[str, list[pa.Table]]:
    """Return what was loaded as a measure takes it: the rows alone, whoever sent them."""
    return {name: [part.rows for part in parts] for name, parts in loaded.items()}
