"""The files of a published release that its reader may take along."""

from flask import Response, abort

from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.portal.report_documents import READABLE
from hub.publication.release.archive import archived
from hub.services.releases.download import release_download
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


@portal.get("/releases/<release>/release.zip")
@requires("report.read")
def download_release(release: str) -> Response:
    """Give all that the reader may take along, signed, as `hub verify` reads it."""
    keys, participant = wiring().house.release_keys(), signed_in().participant
    with looking("report.read") as work:
        published = _published(work, release)
        files = release_download(work, published, participant=participant, keys=keys)
    return _attached(archived(files), "application/zip", f"release-{published.id}.zip")


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
