"""A sealed stream: bytes encrypted in segments as they come, and read again from any place.

The format is AES-GCM-HKDF streaming of Google's Tink (AES-256, SHA-256; the STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizar, 2015), so that a published implementation reads it:
a header (its length in one byte, a salt of 32, a nonce prefix of 7), then segments. The key is
HKDF of the data key with the salt and, as its context, the name that the stream is bound to; the
nonce of a segment is the prefix, its number in four bytes, and 1 where it is the last. A segment
that is changed, dropped, repeated, moved or taken from another stream does not open, and neither
does a stream that ends early.
"""

import io
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.platform.ids import random_bytes
from hub.vault.keys import KEY_BYTES

SEGMENT_BYTES = 1 << 20
SALT_BYTES, PREFIX_BYTES, TAG_BYTES = KEY_BYTES, 7, 16
HEADER_BYTES = 1 + SALT_BYTES + PREFIX_BYTES


class Broken(Exception):
    """A sealed stream that does not open: changed, cut, moved, or under another key."""


class SealedWriter:
    """Seals what is written to it, a segment at a time; `finish` writes the last one.

    A stream that was not finished does not open: therefore nothing finishes it by itself, not the
    end of a block and not the collector. `segment` is the size of a segment in bytes as it lies on
    the disk; the reader must be told the same.
    """

    def __init__(
        self, target: BinaryIO, data_key: bytes, *, name: bytes, segment: int = SEGMENT_BYTES
    ) -> None:
        salt, self._prefix = random_bytes(SALT_BYTES), random_bytes(PREFIX_BYTES)
        self._target, self._segment = target, segment
        self._cipher = _cipher(data_key, salt, name)
        self._number = 0
        self._held = bytearray()
        self._room = segment - HEADER_BYTES - TAG_BYTES
        target.write(bytes([HEADER_BYTES]) + salt + self._prefix)

    def write(self, content: "bytes | bytearray | memoryview") -> int:
        """Take some bytes; full segments are sealed and handed on."""
        view = memoryview(content).cast("B")
        count = len(view)
        # A full segment waits for the next byte: only then is it known not to be the last.
        while len(self._held) + len(view) > self._room:
            begin = self._room - len(self._held)
            if self._held:
                self._held += view[:begin]
                self._seal(self._held, last=False)
                self._held.clear()
            else:
                self._seal(view[:begin], last=False)
            view = view[begin:]
        self._held += view
        return count

    def finish(self) -> None:
        """Seal the last segment; the target stays open."""
        self._seal(self._held, last=True)

    def _seal(self, content: "bytearray | memoryview", *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._target.write(self._cipher.encrypt(nonce, content, None))
        self._number += 1
        self._room = self._segment - TAG_BYTES


class SealedReader(io.RawIOBase):
    """Opens a sealed stream at any place; Broken where something in it was changed.

    Whether the stream is whole is known when it is made: its last segment is opened first.
    """

    def __init__(
        self, source: BinaryIO, data_key: bytes, *, name: bytes, segment: int = SEGMENT_BYTES
    ) -> None:
        self._source, self._segment = source, segment
        length = source.seek(0, io.SEEK_END)
        source.seek(0)
        header = _exactly(source, HEADER_BYTES)
        if header[0] != HEADER_BYTES:
            raise Broken
        self._cipher = _cipher(data_key, header[1 : 1 + SALT_BYTES], name)
        self._prefix = header[1 + SALT_BYTES :]
        self._count = -(-length // segment)
        self._length = length - HEADER_BYTES - self._count * TAG_BYTES
        self._place = 0
        self._number = -1
        self._open = b""
        self._at(self._count - 1)

    def readable(self) -> bool:
        """Return true."""
        return True

    def seekable(self) -> bool:
        """Return true."""
        return True

    def tell(self) -> int:
        """Return the place in the plaintext."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the plaintext."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._length}[whence]
        if start + offset < 0:
            raise ValueError("there is nothing before the first byte")
        self._place = start + offset
        return self._place

    def readinto(self, target: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill the target with what follows, up to the end of a segment; 0 at the end."""
        if self._place >= self._length:
            return 0
        # The first segment is shorter by the header.
        number, within = divmod(self._place + HEADER_BYTES, self._segment - TAG_BYTES)
        within -= HEADER_BYTES if number == 0 else 0
        content = self._at(number)
        view = memoryview(target).cast("B")
        count = min(len(view), len(content) - within)
        view[:count] = memoryview(content)[within : within + count]
        self._place += count
        return count

    def close(self) -> None:
        """Close the source as well and let go of the key."""
        if not self.closed:
            self._open = b""
            del self._cipher
            self._source.close()
        super().close()

    def _at(self, number: int) -> bytes:
        """Return the plaintext of a segment; the one that was opened last is kept."""
        if number == self._number:
            return self._open
        begin = number * self._segment + (HEADER_BYTES if number == 0 else 0)
        last = number == self._count - 1
        self._source.seek(begin)
        end = (number + 1) * self._segment
        sealed = self._source.read() if last else _exactly(self._source, end - begin)
        try:
            self._open = self._cipher.decrypt(_nonce(self._prefix, number, last=last), sealed, None)
        except (InvalidTag, ValueError):
            raise Broken from None
        self._number = number
        return self._open


def _cipher(data_key: bytes, salt: bytes, name: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=name).derive(data_key))


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _exactly(source: BinaryIO, count: int) -> bytes:
    content = source.read(count)
    if len(content) != count:
        raise Broken
    return content
