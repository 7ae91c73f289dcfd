"""A source: one file of a submission, by the label that faults give it, and how to open it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from schemas.record import record


@record
class Source:
    """A named byte stream that may be opened more than once, each time from its first byte.

    `name` is the label of the file in faults. A zip must open as a seekable stream. `inside` is the
    place in the zip that it came from: it may name anything, and is never told.
    """

    name: str
    open: Callable[[], BinaryIO]
    inside: str = ""


def path_source(path: Path, name: str = "") -> Source:
    """Return the file at `path` as a source, labelled by its path unless a name is given."""
    return Source(name=name or str(path), open=lambda: path.open("rb"))


def bytes_source(content: bytes, name: str = "") -> Source:
    """Return bytes already in memory as a source."""
    return Source(name=name, open=lambda: BytesIO(content))
