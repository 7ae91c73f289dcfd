"""All faults of a submission as one document, CSV or Parquet, written as they are read."""

import csv
import io
from collections.abc import Iterator
from itertools import chain

import polars as pl
import pyarrow.parquet as pq

from hub.services.house import House
from hub.services.refusal import Refused
from hub.store.submissions import Submission
from hub.vault.fault_file import StoredFaults, read_faults
from hub.vault.vault import Destroyed
from policies.lifecycle.lifecycles import allowed
from schemas.fault import FAULTS

COLUMNS = ("table", "position", "field", "rule", "remedy", "severity")


def faults_of_submission(house: House, submission: Submission) -> Iterator[pl.DataFrame]:
    """Return every fault in the order in which they were found, some thousands at once.

    Refused with 404 where the state of the submission shows none; none at all is no refusal.
    """
    if not allowed("submission", submission.state, "show-faults"):
        raise _not_kept()
    if submission.fault_file is None:
        return iter(())
    stored = StoredFaults(submission=submission.id, **submission.fault_file)
    frames = (frame.select(COLUMNS) for frame in read_faults(house.vault, stored))
    try:
        # The file is opened here, while the answer can still say that it is not there.
        return chain([next(frames)], frames)
    except (Destroyed, FileNotFoundError):
        raise _not_kept() from None


def as_csv(frames: Iterator[pl.DataFrame]) -> Iterator[bytes]:
    """Yield the faults as CSV with a header."""
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow(COLUMNS)
    yield head.getvalue().encode()
    for frame in frames:
        yield frame.write_csv(include_header=False).encode()


def as_parquet(frames: Iterator[pl.DataFrame]) -> Iterator[bytes]:
    """Yield the faults as a Parquet file."""
    empty = pl.DataFrame(schema={name: FAULTS[name] for name in COLUMNS}).to_arrow()
    sink = _Sink()
    with pq.ParquetWriter(sink, empty.schema, compression="zstd") as writer:
        for frame in frames:
            writer.write_table(frame.to_arrow().cast(empty.schema))
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._place = 0

    def writable(self) -> bool:
        """Return true."""
        return True

    def tell(self) -> int:
        """Return how much was written."""
        return self._place

    def write(self, content: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        """Hold some bytes."""
        view = memoryview(content).cast("B")
        self._held += view
        self._place += len(view)
        return len(view)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        taken, self._held = bytes(self._held), bytearray()
        return taken


def _not_kept() -> Refused:
    return Refused(
        rule="no-faults", text="no list of faults is kept of this submission", status=404
    )
