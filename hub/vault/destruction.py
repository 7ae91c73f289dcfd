"""Destruction: a key is entered in the register, destroyed, and certified when nobody holds it."""

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType

from hub.vault.destruction_register import Destruction
from hub.vault.key_name import KeyName, Purpose, names_of
from hub.vault.places import DATASETS, FAULTS, INBOX, STAGING
from hub.vault.vault import Vault
from schemas.record import record

# Where the files lie that a key opens.
FOLDERS = MappingProxyType(
    {
        Purpose.UPLOAD: (INBOX,),
        Purpose.RECORDS: (STAGING, DATASETS),
        Purpose.FAULTS: (FAULTS,),
    }
)


@record
class Certificate:
    """Every key of a submission was destroyed at an instant, and no run holds one any more."""

    submission: str
    destroyed: datetime
    certified: datetime


@record
class Pending:
    """There is no certificate yet: runs may hold a key, the last of them until an instant."""

    runs: int
    until: datetime


@record
class NotDestroyed:
    """There is no certificate: a key of the submission is kept, or none was ever destroyed."""


def destroy(vault: Vault, submission: str) -> None:
    """Destroy every key of a submission, stop the runs that hold one, and delete its files.

    From the return on every new open fails, in every process; done again, it changes nothing.
    """
    destroy_keys(vault, names_of(submission))
    vault.leases.stop(submission)


def destroy_upload(vault: Vault, submission: str) -> None:
    """Destroy the raw upload of a submission, once its receipt or refusal is written."""
    destroy_keys(vault, [KeyName(submission=submission, purpose=Purpose.UPLOAD)])


def destroy_keys(vault: Vault, names: Iterable[KeyName]) -> None:
    """Destroy single keys and the files that they opened.

    The register comes first: a crash in between leaves an entry that the next replay fulfils.
    """
    for name in names:
        if not vault.register.holds(name):
            vault.register.enter(Destruction(key=name, at=vault.clock()))
        vault.wrapped_keys.destroy(name)
        for folder in FOLDERS[name.purpose]:
            vault.storage.delete(f"{folder}/{name.submission}")


def certificate(vault: Vault, submission: str) -> Certificate | Pending | NotDestroyed:
    """Certify that a submission is destroyed, once the leases of all runs ended or ran out."""
    now = vault.clock()
    names = names_of(submission)
    entered = [entry.at for entry in vault.register.entries() if entry.key in names]
    if len(entered) < len(names) or vault.wrapped_keys.get(names):
        return NotDestroyed()
    running = [lease for lease in vault.leases.of(submission) if lease.until > now]
    if running:
        return Pending(runs=len(running), until=max(lease.until for lease in running))
    return Certificate(submission=submission, destroyed=max(entered), certified=now)


def replay(vault: Vault) -> list[KeyName]:
    """Destroy again what a restored backup brought back, and return the names of those keys.

    A hub does this before it serves: the register is not part of what a backup restores.
    """
    entered = dict.fromkeys(entry.key for entry in vault.register.entries())
    returned = list(vault.wrapped_keys.get(entered))
    for name in returned:
        vault.wrapped_keys.destroy(name)
        vault.leases.stop(name.submission)
    listed = {folder: vault.storage.names(folder) for folder in (INBOX, STAGING, DATASETS, FAULTS)}
    for name in entered:
        for folder in FOLDERS[name.purpose]:
            if name.submission in listed[folder]:
                vault.storage.delete(f"{folder}/{name.submission}")
    return returned
