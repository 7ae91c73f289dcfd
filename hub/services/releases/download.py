"""What a participant takes along of a release: its own files, the manifest, and the signature."""

from collections.abc import Mapping

from hub.platform.canonical import canonical_json
from hub.platform.signing import Verifier
from hub.publication.release.signed import MANIFEST, SIGNATURE, signature_file
from hub.services.public.public_files import PUBLIC_FILES
from hub.services.refusal import Refused
from hub.services.releases.earlier_releases import CELLS
from hub.store import reports
from hub.store.releases import Release
from hub.store.work import Work


def release_download(
    work: Work, release: Release, *, participant: str, keys: Mapping[str, Verifier]
) -> Mapping[str, bytes]:
    """Return the files of a signed release by name, as `hub verify` reads them.

    Who has none of his own takes those for everybody; what was added after the signature stays
    out. `keys` are the hub's by id; Refused where the one that signed is not among them.
    """
    key = keys.get(release.key or "")
    if key is None or release.signature is None:
        raise Refused(
            rule="key-not-kept",
            text="the public key that signed this release is not kept here; tell the coordinator",
            status=409,
        )
    signed = set((release.manifest or {}).get("files", ()))
    every = reports.for_participant(work, release.id, participant)
    listed = [
        each for each in every if each.sha256 in signed and each.name not in {CELLS, *PUBLIC_FILES}
    ]
    own = [each for each in listed if each.participant == participant]
    contents = {each.name: reports.one(work, each.id) for each in own or listed}
    files = {name: whole.content for name, whole in contents.items() if whole is not None}
    return files | {
        MANIFEST: canonical_json(release.manifest),
        SIGNATURE: signature_file(release.signature, key),
    }
