"""A signed manifest: the canonical bytes of the manifest under an Ed25519 signature."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from hub.platform.canonical import canonical_json
from hub.platform.signing import Signer, Verifier
from hub.publication.release.manifest import Manifest
from schemas.record import record

MANIFEST, SIGNATURE = "manifest.json", "signature.json"


@record
class SignedManifest:
    """Two small files that go with every download."""

    manifest: bytes
    signature: bytes

    def files(self) -> dict[str, bytes]:
        """Return the two files by name."""
        return {MANIFEST: self.manifest, SIGNATURE: self.signature}


def signed(manifest: Manifest, signer: Signer) -> SignedManifest:
    """Sign a manifest."""
    content = canonical_json(manifest.document())
    return SignedManifest(manifest=content, signature=signature_of(content, signer))


def signature_of(manifest: bytes, signer: Signer) -> bytes:
    """Return the file that goes with the bytes of a manifest."""
    return signature_file(signer.sign(manifest), signer.verifier)


def signature_file(signature: bytes, verifier: Verifier) -> bytes:
    """Return the file that tells a signature and the key that it is checked with."""
    return canonical_json(
        {
            "algorithm": "Ed25519",
            "key": verifier.key_id,
            "public_key": verifier.pem.decode(),
            "signature": base64.b64encode(signature).decode(),
        }
    )


def read_signature(content: bytes) -> Mapping[str, Any]:
    """Return the members of a signature file; ValueError where it is none."""
    document = json.loads(content)
    if not isinstance(document, dict) or {"key", "public_key", "signature"} - set(document):
        raise ValueError("the signature file lacks a member")
    return document


def signature_holds(manifest: bytes, signature: Mapping[str, Any], verifier: Verifier) -> bool:
    """Tell whether the signature is that key's, on this very manifest."""
    try:
        raw = base64.b64decode(str(signature["signature"]), validate=True)
    except ValueError:
        return False
    return verifier.holds(raw, manifest)
