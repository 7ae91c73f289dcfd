"""The manifest of a computed release: its heading, what it rests on, its files' hashes."""

from collections.abc import Sequence

from hub.platform.canonical import digest, digest_of_text
from hub.publication.audit_record import audit_record, rules_of
from hub.publication.protection import ProtectedGroup
from hub.publication.release.manifest import Lineage, Manifest, file_hashes
from hub.publication.report.document import Heading
from hub.publication.withheld import Withheld
from hub.services.releases.contents import Gathered
from hub.services.releases.report_files import ReportFile


def lineage_of(
    gathered: Gathered, safe: Sequence[ProtectedGroup], withheld: Withheld, *, code: str
) -> Lineage:
    """Return what a release rests on."""
    contributions = gathered.contributions
    return Lineage(
        datasets=tuple(sorted(digest(each.dataset.document()) for each in contributions)),
        agreements=tuple(sorted({each.agreement.text_hash for each in contributions})),
        measures=tuple(
            (each.identifier, each.version, digest_of_text(each.sql)) for each in gathered.chosen
        ),
        rules=rules_of(safe, withheld),
        audit=audit_record(safe, withheld),
        code=code,
    )


def manifest_of(heading: Heading, lineage: Lineage, files: Sequence[ReportFile]) -> Manifest:
    """Return the manifest of these files."""
    return Manifest(
        release=heading.release,
        version=heading.version,
        title=heading.title,
        status=heading.status,
        first=str(heading.first),
        last=str(heading.last),
        data_through=str(heading.data_through),
        made_at=heading.made_at,
        replaces=heading.replaces,
        lineage=lineage,
        files=file_hashes([each.content for each in files]),
    )
