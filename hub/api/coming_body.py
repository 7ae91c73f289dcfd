"""A body as it comes over the line: one that breaks off is no body, however much of it came."""

import io
from typing import BinaryIO

from werkzeug.exceptions import ClientDisconnected, HTTPException


class ComingBody(io.RawIOBase):
    """Reads a body; ClientDisconnected where it ends before the length that the sender told.

    A server gives what came of it and then nothing, as if that were all; of a body in chunks it
    knows the end itself.
    """

    def __init__(self, stream: BinaryIO, *, length: int | None) -> None:
        self._stream, self._missing = stream, length

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        """Fill the target from the line."""
        try:
            content = self._stream.read(len(target))
        except HTTPException:
            raise
        except Exception:
            # Each server has failures of its own for chunks that are none.
            raise ClientDisconnected from None
        if self._missing is not None:
            self._missing -= len(content)
            if self._missing > 0 and not content:
                raise ClientDisconnected
        target[: len(content)] = content
        return len(content)
