"""Verify a release offline, from the downloaded files alone."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from hub.platform.signing import Verifier
from hub.publication.release.manifest import FORMAT
from hub.publication.release.signed import MANIFEST, SIGNATURE, read_signature, signature_holds
from schemas.record import record

LINEAGE = ("snapshot", "agreements", "measures", "rules", "audit", "code")


class NotARelease(Exception):
    """The files are no release that can be read; says what is missing or broken."""


@record
class Verdict:
    """What was found: `wrong` says in plain words what does not hold, empty where all does.

    `key` is the id of the key that signed; `trusted` whether it was compared with a key at hand.
    """

    release: str
    version: int
    key: str
    trusted: bool
    files: int
    wrong: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return the verdict as the members of a JSON object."""
        return {
            "release": self.release,
            "version": self.version,
            "key": self.key,
            "key_compared": self.trusted,
            "files_verified": self.files,
            "valid": not self.wrong,
            "wrong": list(self.wrong),
        }


def verify(files: Mapping[str, bytes], trusted: Verifier | None = None) -> Verdict:
    """Check signature, hashes and lineage of downloaded files; NotARelease where there is none.

    Without a `trusted` key the one in the signature file is used: that proves that nothing was
    changed since signing, not who signed; compare its id with the one that the hub publishes.
    """
    manifest = _manifest(files)
    try:
        signature = read_signature(files[SIGNATURE])
        own = _public_key(str(signature["public_key"]))
    except (KeyError, ValueError, TypeError, RecursionError):
        raise NotARelease(f"there is no readable {SIGNATURE}") from None
    verifier = trusted or own
    others = {name: content for name, content in files.items() if name not in {MANIFEST, SIGNATURE}}
    wrong = [
        *_signature_faults(files[MANIFEST], signature, verifier),
        *_file_faults(others, manifest),
        *_lineage_faults(manifest),
    ]
    return Verdict(
        release=str(manifest.get("release", "")),
        version=_whole(manifest.get("version")),
        key=verifier.key_id,
        trusted=trusted is not None,
        files=len(others),
        wrong=tuple(wrong),
    )


def _manifest(files: Mapping[str, bytes]) -> Mapping[str, Any]:
    try:
        manifest = json.loads(files[MANIFEST])
    except (KeyError, ValueError, RecursionError):
        raise NotARelease(f"there is no readable {MANIFEST}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise NotARelease(f"the manifest is not of the format {FORMAT}")
    return manifest


def _whole(member: object) -> int:
    """Return a member as a number; 0 where a manifest that was changed has none there."""
    return member if isinstance(member, int) else 0


def _public_key(pem: str) -> Verifier:
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return Verifier(key=key)


def _signature_faults(
    manifest: bytes, signature: Mapping[str, Any], verifier: Verifier
) -> list[str]:
    if signature["key"] != verifier.key_id:
        return [f"the release was signed by another key ({signature['key']})"]
    if not signature_holds(manifest, signature, verifier):
        return ["the signature does not fit the manifest: one of them was changed"]
    return []


def _file_faults(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> list[str]:
    listed = manifest.get("files")
    known = {str(one) for one in listed} if isinstance(listed, list) else set()
    changed = [
        name for name, held in files.items() if hashlib.sha256(held).hexdigest() not in known
    ]
    return [f"{name} is not a file of this release, or was changed" for name in sorted(changed)]


def _lineage_faults(manifest: Mapping[str, Any]) -> list[str]:
    return [f"the manifest does not say its {part}" for part in LINEAGE if not manifest.get(part)]
