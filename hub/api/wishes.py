"""Revocations, opt-outs and requests to restrict: by count, and noted by token."""

from typing import Any

from flask import abort
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.problems import may_fail
from hub.services.privacy.patient_wishes import answer_restriction, end_restriction, note_wish
from hub.services.privacy.wish_counts import wish_counts
from hub.store import restriction_requests
from hub.store.restriction_requests import RestrictionRequest
from schemas.messages.wish import (
    AnswerSchema,
    RestrictionSchema,
    RestrictionsSchema,
    WishesSchema,
    WishSchema,
)

blueprint = Blueprint("wishes", __name__, url_prefix="/api/v1/wishes", description="Wishes")


@blueprint.route("")
class Wishes(MethodView):
    """What patients said between two submissions."""

    @requires("consent.read")
    @may_fail(blueprint)
    @blueprint.response(200, WishesSchema)
    def get(self) -> dict[str, Any]:
        """Count them by participant and kind; a number below the smallest cell is null."""
        with house().look(within=caller().within) as work:
            return {"wishes": wish_counts(work)}

    @requires("consent.write")
    @may_fail(blueprint, 409, 422)
    @blueprint.arguments(WishSchema)
    @blueprint.response(204)
    def post(self, asked: dict[str, Any]) -> None:
        """Note a wish; the next computation honours it."""
        note_wish(house(), by=caller().actor, **asked)


@blueprint.route("/restrictions")
class Restrictions(MethodView):
    """Requests to restrict what goes out (42 CFR 2.26)."""

    @requires("consent.write")
    @may_fail(blueprint)
    @blueprint.response(200, RestrictionsSchema)
    def get(self) -> dict[str, Any]:
        """List those that have not ended, without the token of anybody."""
        with house().look(within=caller().within) as work:
            every = restriction_requests.every(work)
            return {"restrictions": [each for each in every if each.ended_at is None]}


@blueprint.route("/restrictions/<uuid:id>/answer")
class Answer(MethodView):
    """The answer to a request."""

    @requires("consent.write")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(AnswerSchema)
    @blueprint.response(200, RestrictionSchema)
    def put(self, asked: dict[str, Any], id: Any) -> RestrictionRequest:  # noqa: A002
        """Agree to it or decline it; what was paid in full must be agreed to."""
        answer_restriction(house(), str(id), answer=asked["answer"], by=caller().actor)
        return _one(str(id))


@blueprint.route("/restrictions/<uuid:id>/end")
class End(MethodView):
    """The end of a restriction."""

    @requires("consent.write")
    @may_fail(blueprint, 404)
    @blueprint.response(200, RestrictionSchema)
    def put(self, id: Any) -> RestrictionRequest:  # noqa: A002
        """End it, as the patient wished or was told."""
        end_restriction(house(), str(id), by=caller().actor)
        return _one(str(id))


def _one(request: str) -> RestrictionRequest:
    with house().look(within=caller().within) as work:
        return restriction_requests.one(work, request) or abort(404)
