"""The inbox: raw uploads, sealed from the first byte, hashed and measured as they come."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import BinaryIO

from hub.vault.key_name import KeyName, Purpose
from hub.vault.places import inbox_place
from hub.vault.sealed_stream import SealedReader, SealedWriter
from hub.vault.vault import Vault
from schemas.record import record

PIECE = 1 << 18


class TooLarge(Exception):
    """An upload that is longer than its bound."""


@record
class Upload:
    """What was received: its length in bytes and the SHA-256 of the bytes as they were sent."""

    bytes: int
    sha256: str


class InboxWriter:
    """Takes the bytes of one upload as they come; never more than a segment lies in memory."""

    def __init__(self, sealed: SealedWriter, *, at_most: int) -> None:
        self._sealed, self._at_most = sealed, at_most
        self._digest, self._bytes = sha256(), 0

    def write(self, content: bytes) -> None:
        """Take the next bytes; TooLarge, before they are kept, where they pass the bound."""
        self._bytes += len(content)
        if self._bytes > self._at_most:
            raise TooLarge
        self._digest.update(content)
        self._sealed.write(content)

    @property
    def upload(self) -> Upload:
        """What was received so far."""
        return Upload(bytes=self._bytes, sha256=self._digest.hexdigest())


@contextmanager
def inbox_writer(vault: Vault, submission: str, *, at_most: int) -> Iterator[InboxWriter]:
    """Give a writer for the upload of a submission; it counts when the block ends without error.

    An upload that failed leaves nothing; one that is sent again takes the old one's place.
    """
    name = KeyName(submission=submission, purpose=Purpose.UPLOAD)
    data_key = vault.key_or_new(name)
    with vault.storage.write(inbox_place(submission)) as target:
        sealed = SealedWriter(target, data_key, name=name.context)
        yield InboxWriter(sealed, at_most=at_most)
        sealed.finish()


def receive(
    vault: Vault,
    submission: str,
    body: BinaryIO,
    *,
    at_most: int,
    after_piece: Callable[[], None] = lambda: None,
) -> Upload:
    """Keep what a stream holds as the upload of a submission; TooLarge beyond `at_most` bytes.

    What `after_piece` raises ends it, and nothing is kept.
    """
    with inbox_writer(vault, submission, at_most=at_most) as writer:
        while content := body.read(PIECE):
            writer.write(content)
            after_piece()
    return writer.upload


def open_upload(vault: Vault, submission: str) -> BinaryIO:
    """Open an upload for reading at any place, as a zip needs it.

    Destroyed where its key is gone; FileNotFoundError where nothing was received; Broken where
    the file is not what was received.
    """
    name = KeyName(submission=submission, purpose=Purpose.UPLOAD)
    data_key = vault.key(name)
    source = vault.storage.read(inbox_place(submission))
    return io.BufferedReader(SealedReader(source, data_key, name=name.context), PIECE)
