"""A body as it comes over the line: one that breaks off, or is not what was sent, is no body."""

import hashlib
import io
import re
from base64 import b64decode
from typing import BinaryIO

from werkzeug.exceptions import ClientDisconnected, HTTPException

from hub.services.refusal import Refused

# The digests of RFC 9530 that are neither broken nor on their way to be.
DIGESTS = ("sha-256", "sha-512")
MEMBER = re.compile(r"[ \t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):[ \t]*")


class ComingBody(io.RawIOBase):
    """Reads a body; ClientDisconnected where it ends before the length that the sender told.

    Refused, at its end, where it has not the digests that the sender told. A server gives what came
    of it and then nothing, as if that were all; of a body in chunks it knows the end itself.
    """

    def __init__(self, stream: BinaryIO, *, length: int | None, digests: dict[str, bytes]) -> None:
        self._stream, self._missing = stream, length
        self._told = digests
        self._seen = {name: hashlib.new(name.replace("-", "")) for name in digests}

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
        self._check(content)
        target[: len(content)] = content
        return len(content)

    def _check(self, content: bytes) -> None:
        for seen in self._seen.values():
            seen.update(content)
        if not content and any(
            self._seen[name].digest() != told for name, told in self._told.items()
        ):
            raise Refused(
                rule="digest-differs",
                text="what came is not what Content-Digest says: it changed on the way; send it"
                " again",
                status=400,
            )


def digests_told(field: str | None) -> dict[str, bytes]:
    """Return the digests of a Content-Digest field (RFC 9530) that the hub checks, by name.

    Refused where it holds none of them: whoever tells one wants it to be looked at.
    """
    if field is None:
        return {}
    members = [MEMBER.fullmatch(each) for each in field.split(",")]
    told = {each[1]: each[2] for each in members if each and each[1] in DIGESTS}
    try:
        read = {name: b64decode(text, validate=True) for name, text in told.items()}
    except ValueError:
        read = {}
    if not read or None in members:
        raise Refused(
            rule="content-digest",
            text=f"write Content-Digest as RFC 9530 does, by {' or '.join(DIGESTS)}",
            status=400,
        )
    return read
