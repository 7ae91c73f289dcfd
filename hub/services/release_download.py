"""What a participant downloads of a release: its own files, the manifest, and the signature."""

import base64
from collections.abc import Mapping

from hub.platform.canonical import canonical_json
from hub.publication.release.signed import MANIFEST, SIGNATURE
from hub.services.earlier_releases import CELLS
from hub.services.public_files import PUBLIC_FILES
from hub.services.refusal import Refused
from hub.store import releases, reports
from hub.store.releases import Release
from hub.store.work import Work
from policies.lifecycle.lifecycles import allowed


def release_download(
    work: Work, release: str, *, participant: str, public_key: bytes
) -> Mapping[str, bytes]:
    """Return the files by name; Refused with 404 where the release may not be read."""
    found = releases.one(work, release)
    if found is None or found.signature is None or not allowed("release", found.state, "verify"):
        raise Refused(rule="not-found", text="there is no such release", status=404)
    every = reports.for_participant(work, release, participant)
    listed = [each for each in every if each.name not in {CELLS, *PUBLIC_FILES}]
    own = [each for each in listed if each.participant == participant]
    contents = {each.name: reports.one(work, each.id) for each in own or listed}
    files = {name: whole.content for name, whole in contents.items() if whole is not None}
    return files | signed_files(found, public_key=public_key)


def signed_files(release: Release, *, public_key: bytes) -> dict[str, bytes]:
    """Return the manifest of a signed release and its signature, as `hub verify` reads them."""
    signature = {
        "algorithm": "Ed25519",
        "key": release.key,
        "public_key": public_key.decode(),
        "signature": base64.b64encode(release.signature or b"").decode(),
    }
    return {MANIFEST: canonical_json(release.manifest), SIGNATURE: canonical_json(signature)}
