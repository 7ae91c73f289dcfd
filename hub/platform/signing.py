"""Ed25519 signatures (RFC 8032) of the ledger and of releases."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hub.platform.key_files import (
    UnusableKey,
    private_pem,
    public_pem,
    read_private_key,
    read_public_key,
    write_secret,
)
from schemas.record import record


@record
class Verifier:
    """The public half of a signing key."""

    key: Ed25519PublicKey

    @property
    def key_id(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the public key."""
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()[:16]

    def holds(self, signature: bytes, message: bytes) -> bool:
        """Tell whether the signature is this key's, on this very message."""
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @property
    def pem(self) -> bytes:
        """The public key as PEM."""
        return public_pem(self.key)


@record
class Signer:
    """A signing key; `verifier` is the half that may be shown."""

    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(key=self.key.public_key())

    @property
    def key_id(self) -> str:
        """The id of the public half."""
        return self.verifier.key_id

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        return self.key.sign(message)


def new_signer() -> Signer:
    """Make a signing key."""
    return Signer(key=Ed25519PrivateKey.generate())


def write_signer(signer: Signer, path: Path) -> None:
    """Keep a signing key in a new file, and its public half beside it as `.pub`."""
    write_secret(path, private_pem(signer.key))
    path.with_suffix(".pub").write_bytes(signer.verifier.pem)


def read_signer(path: Path) -> Signer:
    """Return the signing key of a PEM file; UnusableKey where there is none."""
    key = read_private_key(path)
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKey("the file holds no Ed25519 key")
    return Signer(key=key)


def read_verifier(path: Path) -> Verifier:
    """Return the public key of a PEM file; UnusableKey where there is none."""
    key = read_public_key(path)
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableKey("the file holds no Ed25519 key")
    return Verifier(key=key)


def by_key_id(*verifiers: Verifier) -> Mapping[str, Verifier]:
    """Return the verifiers by their key's id: what a signature of any age is checked against."""
    return {verifier.key_id: verifier for verifier in verifiers}


def known_verifiers(current: Verifier, retired: Path | None) -> Mapping[str, Verifier]:
    """Return the key that signs now and those that signed before (`*.pub` in a folder), by id.

    Raise UnusableKey where a file there holds no key.
    """
    paths = sorted(retired.glob("*.pub")) if retired else []
    return by_key_id(current, *(read_verifier(path) for path in paths))
