"""Files that hold keys: written once, read by their owner alone."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

OTHERS = 0o077


class UnusableKey(Exception):
    """A key file that is absent, open to others, or not what it should be; never what it holds."""


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read; FileExistsError where one is there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(content)


def read_secret(path: Path) -> bytes:
    """Return what a key file holds; UnusableKey where it is absent or others may read it."""
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            content = stream.read()
    except OSError:
        raise UnusableKey("the file cannot be read") from None
    if mode & OTHERS:
        raise UnusableKey("others than its owner may read or write the file; set its mode to 600")
    return content


def private_pem(key: PrivateKeyTypes) -> bytes:
    """Return a private key as PEM (PKCS #8, not encrypted: the file's mode protects it)."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: PublicKeyTypes) -> bytes:
    """Return a public key as PEM."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_private_key(path: Path) -> PrivateKeyTypes:
    """Return the private key of a PEM file; UnusableKey where there is none."""
    try:
        return load_pem_private_key(read_secret(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKey("the file holds no private key in PEM") from None


def read_public_key(path: Path) -> PublicKeyTypes:
    """Return the public key of a PEM file; UnusableKey where there is none."""
    try:
        return load_pem_public_key(path.read_bytes())
    except OSError:
        raise UnusableKey("the file cannot be read") from None
    except (ValueError, UnsupportedAlgorithm):
        raise UnusableKey("the file holds no public key in PEM") from None
