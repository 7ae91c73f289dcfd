"""Streams of an archive: they count, and end where a bound is reached or the archive is broken."""

import struct
import zlib
from collections.abc import Callable
from io import RawIOBase
from typing import BinaryIO
from zipfile import BadZipFile

from adapters.archive_account import Account

# What a broken archive raises while it is opened or read.
BROKEN = (
    BadZipFile,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)

# So much is unpacked before the bounds are judged again.
STEP = 2**17


class Packed(RawIOBase):
    """Reads a source and tells `note` how much was read.

    `failed` says that the source itself could not be read, which is no fault of the archive.
    """

    def __init__(self, stream: BinaryIO, note: Callable[[int], None] = lambda _: None) -> None:
        self._stream = stream
        self._note = note
        self._count = 0
        self.failed = False

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the source."""
        try:
            chunk = self._stream.read(len(buffer))
        except OSError:
            self.failed = True
            raise
        buffer[: len(chunk)] = chunk
        self._count += len(chunk)
        self._note(self._count)
        return len(chunk)

    def readable(self) -> bool:
        """Say that the source can be read."""
        return True

    def seekable(self) -> bool:
        """Say whether any place of the source can be gone to."""
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place of the source."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """Return the place in the source."""
        return self._stream.tell()

    def close(self) -> None:
        """Close the source."""
        self._stream.close()
        super().close()


class Unpacked(RawIOBase):
    """Reads what an archive holds; where it breaks, or breaks a bound, the account is told.

    `layer` names the stream in the account, `file` the file in faults. Closing it closes `stream`.
    """

    def __init__(
        self, stream: BinaryIO, packed: Packed, *, account: Account, file: str, layer: str
    ) -> None:
        super().__init__()
        self._stream = stream
        self._packed = packed
        self._account = account
        self._file = file
        self._layer = layer
        self._place = 0
        self._ended = False

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, with nothing where the stream ends."""
        if self._ended:
            return 0
        try:
            chunk = self._stream.read(min(len(buffer), STEP))
        except BROKEN:
            if self._packed.failed:
                raise
            return self._end("broken-archive")
        self._place += len(chunk)
        if rule := self._account.reach(self._layer, self._place):
            return self._end(rule)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def readable(self) -> bool:
        """Say that the stream can be read."""
        return True

    def close(self) -> None:
        """Close the unpacked stream."""
        self._stream.close()
        super().close()

    def _end(self, rule: str) -> int:
        self._ended = True
        self._account.refuse(rule, self._file)
        return 0
