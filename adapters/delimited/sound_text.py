"""A byte stream held to UTF-8 while it is read, so that no later step can meet other bytes."""

from codecs import getincrementaldecoder
from typing import BinaryIO

import numpy as np

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class SoundText:
    """Reads a stream; bytes that are not UTF-8 come out as U+FFFD, and `damaged` tells of them.

    `quotes` counts the quotes that were read: a file that closes each has an even number.
    """

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = getincrementaldecoder("utf-8")(errors="replace")
        self.damaged = False
        self.quotes = 0
        self._quoted = np.empty(0, dtype=np.bool_)

    def read(self, size: int = -1) -> bytes:
        """Return about `size` bytes, none at the end only."""
        while chunk := self._stream.read(size):
            self.quotes += self._quotes_in(chunk)
            if sound := self._sound(chunk):
                return sound
        return self._sound(b"")

    def readable(self) -> bool:
        """Say that the stream can be read."""
        return True

    def close(self) -> None:
        """Leave the stream open: who opened it closes it."""

    def _sound(self, chunk: bytes) -> bytes:
        if chunk and chunk.isascii() and not self._decoder.getstate()[0]:
            return chunk
        text = self._decoder.decode(chunk, final=not chunk)
        self.damaged = self.damaged or REPLACEMENT in text
        return text.encode()

    def _quotes_in(self, chunk: bytes) -> int:
        """Count the quotes; a file without any is the rule, and costs one look."""
        if b'"' not in chunk:
            return 0
        # Room of two megabytes for each chunk, asked for anew, costs more than the count.
        if len(self._quoted) < len(chunk):
            self._quoted = np.empty(len(chunk), dtype=np.bool_)
        quoted = self._quoted[: len(chunk)]
        np.equal(np.frombuffer(chunk, dtype=np.uint8), ord('"'), out=quoted)
        return int(np.count_nonzero(quoted))
