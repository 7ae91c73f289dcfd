"""Data keys: 256 random bits for each name, and the keys of single files derived from them."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from hub.platform.ids import random_bytes

KEY_BYTES = 32


def new_data_key() -> bytes:
    """Return a key of 256 bits that nobody can guess."""
    return random_bytes(KEY_BYTES)


def file_key(data_key: bytes, place: str) -> bytes:
    """Return the key of the one file at `place` (RFC 5869, expand: the data key is uniform).

    No two files share a key, so no pair of key and nonce can come twice however many files a
    submission has, and a file moved to another place does not open.
    """
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=place.encode()).derive(data_key)
