"""What releases tell the public: read without a sign-in, where the operator opens it."""

import hashlib
from typing import Any

from flask import Response, abort, request
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import public
from hub.api.house import house
from hub.services.public.public_files import PUBLIC_JSON
from hub.services.public.public_releases import PublicRelease, public_release, public_releases
from hub.store.walls import NO_PARTICIPANT
from schemas.messages.problem import ProblemSchema
from schemas.messages.public_release import PublicFiguresSchema, PublicReleasesSchema

blueprint = Blueprint(
    "public_releases",
    __name__,
    url_prefix="/api/v1/public/releases",
    description="What releases tell the public",
)
# A correction is seen within minutes; until then everybody between may keep an answer.
KEPT = "public, max-age=300"
ABSENT = {"schema": ProblemSchema, "content_type": "application/problem+json"}


@blueprint.route("")
class PublicReleases(MethodView):
    """The published releases that tell the public something."""

    @public
    @blueprint.response(200, PublicReleasesSchema)
    @blueprint.alt_response(404, **ABSENT, description="The public part of this hub is closed.")
    def get(self) -> tuple[dict[str, Any], int, dict[str, str]]:
        """List them, the newest first."""
        _open()
        with house().look(within=NO_PARTICIPANT) as work:
            found = public_releases(work)
        listed = [_summary(each) for each in found]
        return {"releases": listed}, 200, {"Cache-Control": KEPT}


@blueprint.route("/<uuid:id>")
class PublicFigures(MethodView):
    """What one release tells the public."""

    @public
    @blueprint.response(200, PublicFiguresSchema)
    @blueprint.alt_response(404, **ABSENT, description="No such release tells the public anything.")
    def get(self, id: Any) -> Response:  # noqa: A002
        """Give the figures, byte for byte as they were signed."""
        found = _one(str(id))
        return _kept(found.files[PUBLIC_JSON], "application/json")


@blueprint.route("/<uuid:id>/table.csv")
class PublicTable(MethodView):
    """The same figures as a table."""

    @public
    @blueprint.response(200, content_type="text/csv", description="One row a line.")
    @blueprint.alt_response(404, **ABSENT, description="No such release tells the public anything.")
    def get(self, id: Any) -> Response:  # noqa: A002
        """Give the figures as CSV."""
        return _kept(_one(str(id)).table, "text/csv", name=f"public-{id}.csv")


@blueprint.route("/<uuid:id>/files.zip")
class PublicArchive(MethodView):
    """The files with their manifest and its signature."""

    @public
    @blueprint.response(200, content_type="application/zip", description="For `hub verify`.")
    @blueprint.alt_response(404, **ABSENT, description="No such release tells the public anything.")
    def get(self, id: Any) -> Response:  # noqa: A002
        """Give all files of the public part in one archive; `hub verify` checks it."""
        return _kept(_one(str(id)).archive(), "application/zip", name=f"public-{id}.zip")


def _open() -> None:
    if not house().settings.public_pages:
        abort(404)


def _one(release: str) -> PublicRelease:
    _open()
    with house().look(within=NO_PARTICIPANT) as work:
        return public_release(work, release) or abort(404)


def _summary(found: PublicRelease) -> dict[str, Any]:
    document = found.document
    return {
        "id": found.release.id,
        "title": found.release.title,
        "version": found.release.version,
        "status": document["release"]["status"],
        "first": found.release.first_day,
        "last": found.release.last_day,
        "tier": document["tier"],
    }


def _kept(content: bytes, kind: str, *, name: str | None = None) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Cache-Control"] = KEPT
    if name is not None:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.make_conditional(request)
    return response
