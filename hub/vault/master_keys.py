"""Master keys wrap data keys: a file of versions here, a key management service elsewhere."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.platform.ids import random_bytes
from hub.platform.key_files import UnusableKey, read_secret, write_secret
from hub.vault.durable import replace_file
from hub.vault.keys import KEY_BYTES
from schemas.record import record

NONCE_BYTES, VERSION_BYTES = 12, 4


class Unwrappable(Exception):
    """A wrapped key that no master key at hand opens, or that belongs to another name."""


class MasterKeys(Protocol):
    """What wraps a data key and unwraps it again; `context` is bound and must be the same."""

    def wrap(self, data_key: bytes, *, context: bytes) -> bytes:
        """Return the data key wrapped by the current version."""
        ...

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """Return the data key; Unwrappable where it does not open."""
        ...

    def is_current(self, wrapped: bytes) -> bool:
        """Tell whether the current version wrapped it; after a rotation it is wrapped anew."""
        ...


@record
class MasterKeyRing:
    """Master keys by version, in memory; the highest version wraps, every version unwraps.

    A wrapped key is its version (4 bytes), a nonce (12) and AES-256-GCM of the data key.
    """

    versions: Mapping[int, bytes]

    def wrap(self, data_key: bytes, *, context: bytes) -> bytes:
        """Return the data key wrapped by the highest version."""
        current, nonce = max(self.versions), random_bytes(NONCE_BYTES)
        sealed = AESGCM(self.versions[current]).encrypt(nonce, data_key, context)
        return current.to_bytes(VERSION_BYTES, "big") + nonce + sealed

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """Return the data key; Unwrappable where it does not open."""
        key = self.versions.get(_version(wrapped))
        if key is None:
            raise Unwrappable("the version of the master key that wrapped it is gone")
        sealed = wrapped[VERSION_BYTES:]
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
        except (InvalidTag, ValueError):
            raise Unwrappable("the wrapped key does not open under this name") from None

    def is_current(self, wrapped: bytes) -> bool:
        """Tell whether the highest version wrapped it."""
        return _version(wrapped) == max(self.versions)


class MasterKeyFile:
    """The master keys of a file, read anew whenever another one lies in its place.

    So a version that is added or retired counts at once in every process: what one wraps by it,
    the others open, without a restart. Where the file cannot be read, what it held holds on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = _stamp(path), read_master_keys(path)

    def wrap(self, data_key: bytes, *, context: bytes) -> bytes:
        """Return the data key wrapped by the highest version of now."""
        return self._ring().wrap(data_key, context=context)

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """Return the data key; Unwrappable where no version of now opens it."""
        return self._ring().unwrap(wrapped, context=context)

    def is_current(self, wrapped: bytes) -> bool:
        """Tell whether the highest version of now wrapped it."""
        return self._ring().is_current(wrapped)

    def _ring(self) -> MasterKeyRing:
        stamp, ring = self._read
        # Taken before the file is read: of one that is replaced meanwhile, the next look tells.
        now = _stamp(self._path)
        if now is None or now == stamp:
            return ring
        try:
            ring = read_master_keys(self._path)
        except UnusableKey:
            return ring
        self._read = now, ring
        return ring


def write_master_keys(path: Path) -> None:
    """Make the first version and keep it in a new file that its owner alone may read."""
    write_secret(path, _document({1: random_bytes(KEY_BYTES)}))


def add_version(path: Path) -> int:
    """Add a version to the file, which wraps from now on, and return its number."""
    versions = dict(read_master_keys(path).versions)
    newest = max(versions) + 1
    replace_file(path, _document(versions | {newest: random_bytes(KEY_BYTES)}))
    return newest


def retire_versions(path: Path) -> None:
    """Keep the highest version alone: what an older one wrapped opens nevermore."""
    versions = read_master_keys(path).versions
    newest = max(versions)
    replace_file(path, _document({newest: versions[newest]}))


def read_master_keys(path: Path) -> MasterKeyRing:
    """Return the keys of a file; UnusableKey where it holds none."""
    try:
        versions = json.loads(read_secret(path))["versions"]
        keys = {int(version): b64decode(key, validate=True) for version, key in versions.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnusableKey("the file holds no master keys") from None
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise UnusableKey(f"the file holds no master keys of {KEY_BYTES} bytes")
    return MasterKeyRing(versions=keys)


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from the one that takes its place; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _version(wrapped: bytes) -> int:
    return int.from_bytes(wrapped[:VERSION_BYTES], "big")


def _document(versions: Mapping[int, bytes]) -> bytes:
    held = {str(version): b64encode(key).decode() for version, key in versions.items()}
    return json.dumps({"versions": held}, indent=2).encode() + b"\n"
