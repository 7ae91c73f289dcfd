"""Small secrets at rest: sealed by AES-256-GCM, bound to the row that they belong to."""

from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.platform.ids import random_bytes
from hub.platform.key_files import UnusableKey, read_secret, write_secret

KEY_BYTES, NONCE_BYTES = 32, 12


class Unopenable(Exception):
    """A sealed secret that this key does not open, or that belongs to another row."""


def write_sealing_key(path: Path) -> None:
    """Make a key and keep it in a new file, in base64."""
    write_secret(path, b64encode(random_bytes(KEY_BYTES)) + b"\n")


def read_sealing_key(path: Path) -> bytes:
    """Return the key of a file; UnusableKey where it is not 32 bytes in base64."""
    try:
        key = b64decode(read_secret(path).strip(), validate=True)
    except ValueError:
        raise UnusableKey("the file holds no key in base64") from None
    if len(key) != KEY_BYTES:
        raise UnusableKey(f"the file holds no key of {KEY_BYTES} bytes")
    return key


def seal(key: bytes, secret: bytes, *, belongs_to: str) -> bytes:
    """Return the secret sealed: it opens under this key, for this owner, and nowhere else."""
    nonce = random_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, belongs_to.encode())


def unseal(key: bytes, sealed: bytes, *, belongs_to: str) -> bytes:
    """Return the secret; Unopenable where the key or the owner is another."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], belongs_to.encode())
    except (InvalidTag, ValueError):
        raise Unopenable from None
