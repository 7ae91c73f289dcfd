"""The releases: proposed by one person, approved by another, published."""

from dataclasses import asdict
from typing import Any

from flask import abort
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.paging import part_of
from hub.api.problems import may_fail
from hub.services.refusal import Refused
from hub.services.releases.approve_release import approve_release, publish_release, reject_release
from hub.services.releases.propose_release import propose_release
from hub.services.releases.why_failed import why_failed
from hub.store import ledger, releases
from hub.store.releases import Release
from schemas.messages.page import PageQuery
from schemas.messages.release import (
    ApprovalSchema,
    ProposalSchema,
    ReleaseSchema,
    ReleasesSchema,
    ToldReleaseSchema,
)
from schemas.period import Period

blueprint = Blueprint("releases", __name__, url_prefix="/api/v1/releases", description="Releases")


@blueprint.route("")
class Releases(MethodView):
    """Every release."""

    @requires("release.read")
    @may_fail(blueprint, 422)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, ReleasesSchema)
    def get(self, page: dict[str, Any]) -> dict[str, Any]:
        """List the releases, the newest first."""
        with house().look(within=caller().within) as work:
            known = releases.every(work)
        found, following = part_of(
            known, after=page["after"], limit=page["limit"], key=lambda each: each.id
        )
        return {"releases": found, "next": following}

    @requires("release.propose")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(ProposalSchema)
    @blueprint.response(201, ReleaseSchema)
    def post(self, asked: dict[str, Any]) -> Release:
        """Propose a release of what may be used now; a worker computes it."""
        if asked["last"] < asked["first"]:
            raise Refused(rule="bad-period", text="the last day lies before the first", status=422)
        replaces = str(asked["replaces"]) if asked["replaces"] else None
        if replaces is not None and _one(replaces).state != "published":
            raise Refused(
                rule="wrong-state", text="only a published release can be corrected", status=409
            )
        return propose_release(
            house(),
            by=caller().actor,
            title=asked["title"],
            period=Period(first=asked["first"], last=asked["last"]),
            replaces=replaces,
            attribution=asked["attribution"],
        )


@blueprint.route("/<uuid:id>")
class OneRelease(MethodView):
    """One release."""

    @requires("release.read")
    @may_fail(blueprint, 404)
    @blueprint.etag
    @blueprint.response(200, ToldReleaseSchema)
    def get(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Tell of a release, and why it failed where it did."""
        found = _one(str(id))
        with house().look(within=caller().within) as work:
            told = ledger.of_subject(work, found.id)
        return asdict(found) | {"why": why_failed(told) if found.state == "failed" else None}


@blueprint.route("/<uuid:id>/approval")
class Approval(MethodView):
    """The approval of a release by another person than the one who proposed it."""

    @requires("release.approve")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(ApprovalSchema)
    @blueprint.response(200, ReleaseSchema)
    def put(self, asked: dict[str, Any], id: Any) -> Release:  # noqa: A002
        """Approve exactly the preview of this manifest hash."""
        _one(str(id))
        approve_release(house(), by=caller().actor, release=str(id), manifest_hash=asked["hash"])
        return _one(str(id))

    @requires("release.approve")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, ReleaseSchema)
    def delete(self, id: Any) -> Release:  # noqa: A002
        """Send it back."""
        _one(str(id))
        reject_release(house(), by=caller().actor, release=str(id))
        return _one(str(id))


@blueprint.route("/<uuid:id>/publication")
class Publication(MethodView):
    """The publication of an approved release."""

    @requires("release.approve")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, ReleaseSchema)
    def put(self, id: Any) -> Release:  # noqa: A002
        """Sign and publish it."""
        _one(str(id))
        publish_release(house(), by=caller().actor, release=str(id))
        return _one(str(id))


def _one(release: str) -> Release:
    with house().look(within=caller().within) as work:
        return releases.one(work, release) or abort(404)
