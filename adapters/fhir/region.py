"""Where in a file some bytes lie: another process reads them there, and they are not sent to it."""

import os
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from schemas.record import record


@record
class Region:
    """Bytes of a plain file, from `start`; `state` tells whether it is the same file as before."""

    path: Path
    start: int
    size: int
    state: tuple[int, ...]

    def content(self) -> bytes:
        """Read the bytes; OSError, which names no file, where the file is not what it was."""
        try:
            content, state = self._read()
        except OSError:
            content, state = b"", ()
        if state != self.state or len(content) < self.size:
            raise OSError("the file changed while it was read")
        return content

    def _read(self) -> tuple[bytes, tuple[int, ...]]:
        with self.path.open("rb") as stream:
            stream.seek(self.start)
            return stream.read(self.size), _state(stream)


def region_of(stream: BinaryIO, content: bytes) -> Region | None:
    """Return where in its file lies what was just read of it; None where there is no plain file."""
    file = getattr(stream, "raw", None)
    if not isinstance(file, FileIO) or not isinstance(file.name, str):
        return None
    return Region(
        path=Path(file.name).absolute(),
        start=stream.tell() - len(content),
        size=len(content),
        state=_state(stream),
    )


def _state(stream: BinaryIO) -> tuple[int, ...]:
    found = os.fstat(stream.fileno())
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
