"""Which key: that of a submission's records, of its raw upload, or of its list of faults."""

import re
from enum import StrEnum

from schemas.record import record

# Ids become names of files and parts of what a key is derived for: nothing else may stand in them.
SAFE = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Purpose(StrEnum):
    """What a key opens.

    The raw upload and the faults have keys of their own: the upload is destroyed once its receipt
    is written, and the faults of a refused submission outlive its records.
    """

    RECORDS = "records"
    UPLOAD = "upload"
    FAULTS = "faults"


@record
class KeyName:
    """The key of one submission for one purpose."""

    submission: str
    purpose: Purpose = Purpose.RECORDS

    def __post_init__(self) -> None:
        safe(self.submission)

    @property
    def context(self) -> bytes:
        """What a wrapped key is bound to, so that it opens under no other name."""
        return f"{self.purpose}/{self.submission}".encode()


def names_of(submission: str) -> tuple[KeyName, ...]:
    """Return the names of all keys that a submission may have."""
    return tuple(KeyName(submission=submission, purpose=purpose) for purpose in Purpose)


def safe(name: str) -> str:
    """Return an id that may be part of a path; ValueError where it may not."""
    if not SAFE.fullmatch(name):
        raise ValueError("an id holds letters, digits, - and _ only")
    return name
