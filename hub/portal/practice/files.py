"""The files of a published release that its reader may take along."""

from flask import Response, abort

from hub.platform.canonical import canonical_json
from hub.portal.access import looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.report_documents import READABLE
from hub.store import releases, reports
from hub.store.releases import Release
from hub.store.work import Work


@portal.get("/releases/<release>/files/<report>")
@requires("report.read")
def download_report(release: str, report: str) -> Response:
    """Give a report of the own participant, or of everybody."""
    with looking("report.read") as work:
        published = _published(work, release)
        own = reports.for_participant(work, published.id, signed_in().participant)
        whole = reports.one(work, report) if report in {each.id for each in own} else None
    if whole is None:
        abort(404)
    return _attached(whole.content, whole.media_type, whole.name)


@portal.get("/releases/<release>/manifest.json")
@requires("report.read")
def download_manifest(release: str) -> Response:
    """Give the manifest exactly as it was signed."""
    with looking("report.read") as work:
        published = _published(work, release)
    return _attached(canonical_json(published.manifest), "application/json", "manifest.json")


@portal.get("/releases/<release>/manifest.sig")
@requires("report.read")
def download_signature(release: str) -> Response:
    """Give the signature over the bytes of the manifest."""
    with looking("report.read") as work:
        published = _published(work, release)
    return _attached(published.signature or b"", "application/octet-stream", "manifest.sig")


def _published(work: Work, release: str) -> Release:
    found = releases.one(work, release)
    if found is None or found.state not in READABLE or found.manifest is None:
        abort(404)
    return found


def _attached(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content,
        mimetype=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
