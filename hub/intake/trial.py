"""A trial: the whole intake on files at hand, with a vault that ends with it."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hub.intake.outcome import Outcome
from hub.intake.pipeline import take_in
from hub.intake.terms import Terms
from hub.platform.clock import system_clock
from hub.platform.ids import random_bytes
from hub.vault.destruction_register import DestructionFile
from hub.vault.keys import KEY_BYTES
from hub.vault.leases import LeaseFolder
from hub.vault.master_keys import MasterKeyRing
from hub.vault.storage import storage_at
from hub.vault.vault import Vault
from hub.vault.wrapped_keys import WrappedKeyFolder
from policies.deidentification.certificate import Certificate
from policies.labelling.code_list import usual_lists
from policies.labelling.program_registry import NOBODY_KNOWN
from policies.parameter import parameter
from schemas.batch import Batch
from schemas.records import TABLES

NAME = "trial"


def trial(batches: Iterable[Batch], terms: Terms) -> Outcome:
    """Return what the intake would say of the batches; nothing of them is kept."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        vault = Vault(
            storage=storage_at(str(folder / "files")),
            master_keys=MasterKeyRing(versions={1: random_bytes(KEY_BYTES)}),
            wrapped_keys=WrappedKeyFolder(folder=folder / "keys"),
            register=DestructionFile(path=folder / "destroyed.jsonl"),
            leases=LeaseFolder(folder=folder / "leases"),
            clock=system_clock,
        )
        return take_in(
            vault,
            NAME,
            batches,
            terms,
            run=NAME,
            step=lambda _: None,
            workspace=folder,
            dry_run=True,
        )


def usual_terms(basis: str, *, on: date, certificate: Certificate | None) -> Terms:
    """Return the terms of an agreement that asks for nothing out of the ordinary.

    Every column may come, no table must, and of the practices nobody is known to be a program.
    """
    return Terms(
        basis=basis,
        columns={name: frozenset(table.names) for name, table in TABLES.items()},
        tolerance=parameter("tolerance", on=on),
        lists=usual_lists(),
        registry=NOBODY_KNOWN,
        rekeyed=lambda tokens: tokens,
        on=on,
        certificate=certificate,
    )
