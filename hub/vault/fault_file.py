"""The faults of a submission, all of them, in an encrypted file of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from hub.vault.key_name import KeyName, Purpose
from hub.vault.keys import file_key
from hub.vault.places import fault_place
from hub.vault.sealed_table import TableWriter, opened
from hub.vault.vault import Vault
from schemas.fault import FAULTS
from schemas.record import record

REPEATING = [name for name, kind in FAULTS.items() if kind == pl.String]


@record
class StoredFaults:
    """Where the faults are that one run found in a submission, and how many."""

    submission: str
    run: str
    faults: int


class FaultFile:
    """Takes faults as they are found (columns of FAULTS)."""

    def __init__(self, writer: TableWriter) -> None:
        self._writer = writer

    def add(self, faults: pl.DataFrame) -> None:
        """Add some faults; a few thousand at once cost least."""
        self._writer.write(faults.to_arrow())


@contextmanager
def fault_file(vault: Vault, submission: str, run: str) -> Iterator[FaultFile]:
    """Give a new file for the faults of a submission; it is whole when the block ends well."""
    place = fault_place(submission, run)
    data_key = vault.key_or_new(KeyName(submission=submission, purpose=Purpose.FAULTS))
    with vault.storage.write(place) as target:
        writer = TableWriter(
            target, "fault", key=file_key(data_key, place), place=place, dictionary=REPEATING
        )
        try:
            yield FaultFile(writer)
            writer.finish()
        except BaseException:
            writer.abandon()
            raise


def read_faults(vault: Vault, stored: StoredFaults) -> Iterator[pl.DataFrame]:
    """Yield the faults in the order in which they were found (columns of FAULTS)."""
    place = fault_place(stored.submission, stored.run)
    data_key = vault.key(KeyName(submission=stored.submission, purpose=Purpose.FAULTS))
    source = vault.storage.arrow_source(place)
    with opened(source, key=file_key(data_key, place), place=place) as file:
        for batch in file.iter_batches():
            yield pl.DataFrame(pl.from_arrow(batch)).cast(FAULTS)
