"""The manifest of a release: what it rests on and what belongs to it; this is what is signed."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.record import record

FORMAT = "reset-hub-release/1"


@record
class Lineage:
    """What a release rests on, each by its hash: nobody learns from it who else takes part.

    `datasets` are hashes of the datasets of the snapshot, `agreements` of the texts in force,
    `measures` (identifier, version, hash of its file), `rules` (name, version), `audit` the record
    of the disclosure audit, `code` the version of the hub.
    """

    datasets: tuple[str, ...]
    agreements: tuple[str, ...]
    measures: tuple[tuple[str, str, str], ...]
    rules: tuple[tuple[str, str], ...]
    audit: Mapping[str, Any]
    code: str


@record
class Manifest:
    """A release: its number, its period (days, inclusive), its lineage and the hashes of its files.

    `files` are SHA-256 hashes without names: a participant holds its own files alone, and the list
    must not tell it of others.
    """

    release: str
    version: int
    title: str
    status: str
    first: str
    last: str
    data_through: str
    made_at: str
    replaces: str | None
    lineage: Lineage
    files: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return the manifest as the members of a JSON object."""
        return {
            "format": FORMAT,
            "release": self.release,
            "version": self.version,
            "title": self.title,
            "status": self.status,
            "period": {"first": self.first, "last": self.last},
            "data_through": self.data_through,
            "made_at": self.made_at,
            "replaces": self.replaces,
            "snapshot": list(self.lineage.datasets),
            "agreements": list(self.lineage.agreements),
            "measures": [
                {"identifier": identifier, "version": version, "sha256": sha256}
                for identifier, version, sha256 in self.lineage.measures
            ],
            "rules": [{"rule": rule, "version": version} for rule, version in self.lineage.rules],
            "audit": dict(self.lineage.audit),
            "code": self.lineage.code,
            "files": list(self.files),
        }


def file_hashes(files: Mapping[str, bytes] | Sequence[bytes]) -> tuple[str, ...]:
    """Return the SHA-256 of each file, sorted so that the order tells nothing."""
    contents = files.values() if isinstance(files, Mapping) else files
    return tuple(sorted(hashlib.sha256(content).hexdigest() for content in contents))
