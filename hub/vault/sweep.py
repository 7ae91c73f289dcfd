"""Sweep: what dead runs and broken uploads left behind is found and deleted."""

from collections.abc import Collection, Iterator
from datetime import datetime

from hub.vault.dataset import Dataset
from hub.vault.fault_file import StoredFaults
from hub.vault.places import DATASETS, FAULTS, INBOX, STAGING, dataset_place, fault_place
from hub.vault.storage import Storage
from hub.vault.vault import Vault
from schemas.record import record


@record
class Known:
    """What the operational database still needs of the vault, by submission id.

    `uploads`: a raw upload is being received or waits for its receipt; `datasets` and `faults`:
    committed; `working`: a live worker has it in hand.
    """

    uploads: Collection[str]
    datasets: Collection[Dataset]
    faults: Collection[StoredFaults]
    working: Collection[str]


def sweep(vault: Vault, known: Known, *, before: datetime) -> list[str]:
    """Delete the files that nobody knows of and that are older than `before`; return the places.

    `before` lies far enough back that what was begun since `known` was asked for is left alone.
    Keys are left alone as well: a worker may have taken one up again a moment ago, and a key
    without files opens nothing.
    """
    stray = [place for place in _unknown(vault, known) if _is_older(vault.storage, place, before)]
    for place in stray:
        vault.storage.delete(place)
        folder = place.rpartition("/")[0]
        if folder.count("/") and not vault.storage.names(folder):
            vault.storage.delete(folder)
    return stray


def _unknown(vault: Vault, known: Known) -> Iterator[str]:
    storage = vault.storage
    yield from _strangers(storage, INBOX, {*known.uploads, *known.working})
    for submission in set(storage.names(STAGING)) - set(known.working):
        yield from _strangers(storage, f"{STAGING}/{submission}", ())
    committed = {dataset_place(one.submission, one.run) for one in known.datasets}
    committed |= {fault_place(one.submission, one.run) for one in known.faults}
    for folder in (DATASETS, FAULTS):
        for submission in set(storage.names(folder)) - set(known.working):
            runs = storage.names(f"{folder}/{submission}")
            places = (f"{folder}/{submission}/{run}" for run in runs)
            yield from (place for place in places if place not in committed)


def _strangers(storage: Storage, folder: str, known: Collection[str]) -> Iterator[str]:
    return (f"{folder}/{name}" for name in storage.names(folder) if name not in known)


def _is_older(storage: Storage, place: str, before: datetime) -> bool:
    try:
        return storage.changed_at(place) < before
    except FileNotFoundError:
        return False
