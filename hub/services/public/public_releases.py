"""What everybody may read of published releases, and the files that `hub verify` checks of it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hub.platform.signing import Signer
from hub.publication.release.archive import archived
from hub.publication.release.signed import MANIFEST, SIGNATURE, signature_of
from hub.services.public.public_files import (
    PUBLIC_CSV,
    PUBLIC_FILES,
    PUBLIC_JSON,
    PUBLIC_MANIFEST,
    PUBLIC_SIGNATURE,
)
from hub.store import releases, reports
from hub.store.releases import Release
from hub.store.work import Work
from schemas.record import record

READABLE = ("published",)
_NAMES = {PUBLIC_MANIFEST: MANIFEST, PUBLIC_SIGNATURE: SIGNATURE}


@record
class PublicRelease:
    """A published release that tells the public something, and its files by name."""

    release: Release
    files: Mapping[str, bytes]

    @property
    def document(self) -> Mapping[str, Any]:
        """What it tells, as a JSON object."""
        found: Mapping[str, Any] = json.loads(self.files[PUBLIC_JSON])
        return found

    @property
    def table(self) -> bytes:
        """What it tells, as CSV."""
        return self.files[PUBLIC_CSV]

    def archive(self) -> bytes:
        """Return the files as one archive, as `hub verify` takes it."""
        return archived({_NAMES.get(name, name): held for name, held in self.files.items()})


def public_releases(work: Work) -> Sequence[PublicRelease]:
    """Return the published releases that tell the public something, the newest first."""
    every = (_public(work, each) for each in releases.every(work, states=READABLE))
    return [each for each in every if each is not None]


def public_release(work: Work, release: str) -> PublicRelease | None:
    """Return what a release tells the public; None where it is not published, or tells nothing."""
    found = releases.one(work, release)
    return _public(work, found) if found is not None and found.state in READABLE else None


def sign_public_part(work: Work, release: str, signer: Signer) -> None:
    """Sign the manifest of what a release tells the public, where it tells something."""
    listed = {each.name: each for each in reports.of_release(work, release)}
    manifest = listed.get(PUBLIC_MANIFEST)
    whole = reports.one(work, manifest.id) if manifest and PUBLIC_SIGNATURE not in listed else None
    if whole is None:
        return
    content = signature_of(whole.content, signer)
    reports.keep(work, release, content, participant=None, name=PUBLIC_SIGNATURE)


def _public(work: Work, release: Release) -> PublicRelease | None:
    listed = [
        each
        for each in reports.of_release(work, release.id)
        if each.participant is None and each.name in PUBLIC_FILES
    ]
    whole = {each.name: reports.one(work, each.id) for each in listed}
    files = {name: held.content for name, held in whole.items() if held is not None}
    return PublicRelease(release=release, files=files) if set(files) == PUBLIC_FILES else None
