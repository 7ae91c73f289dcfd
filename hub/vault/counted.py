"""A file that knows the length and the SHA-256 of what was written to it."""

from hashlib import sha256
from typing import BinaryIO


class Counted:
    """Hands on what is written, and counts it; once `dropped` is set, it hands on nothing."""

    closed = False

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.dropped = False
        self._digest = sha256()
        self.bytes = 0

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was written so far."""
        return self._digest.hexdigest()

    def write(self, content: bytes) -> int:
        """Write some bytes."""
        if not self.dropped:
            self._digest.update(content)
            self._target.write(content)
        self.bytes += len(content)
        return len(content)

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.bytes

    def writable(self) -> bool:
        """Return true."""
        return True

    def flush(self) -> None:
        """Leave it to whoever opened the file."""

    def close(self) -> None:
        """Leave the file to whoever opened it."""
