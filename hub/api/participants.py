"""The participants, as the convener sees and keeps them."""

from dataclasses import fields as fields_of
from typing import Any

from flask import abort
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.paging import part_of
from hub.api.problems import may_fail
from hub.services.agreements.what_is_missing import missing_for
from hub.services.participants.admit_participant import admit_participant, part_with
from hub.store import participants
from hub.store.participants import Participant
from hub.store.work import Work
from schemas.messages.page import PageQuery
from schemas.messages.participant import ParticipantSchema, ParticipantsSchema

blueprint = Blueprint(
    "participants", __name__, url_prefix="/api/v1/participants", description="Participants"
)


@blueprint.route("")
class Participants(MethodView):
    """Everybody who takes part, or did."""

    @requires("participant.read")
    @may_fail(blueprint, 422)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, ParticipantsSchema)
    def get(self, page: dict[str, Any]) -> dict[str, Any]:
        """List the participants by id."""
        with house().look(within=caller().within) as work:
            found, following = part_of(
                participants.every(work),
                after=page["after"],
                limit=page["limit"],
                key=lambda each: each.id,
            )
            return {"participants": [_document(work, each) for each in found], "next": following}

    @requires("participant.write")
    @may_fail(blueprint, 409, 422)
    @blueprint.arguments(ParticipantSchema)
    @blueprint.response(201, ParticipantSchema)
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Let a participant join."""
        with house().begin(within=caller().within) as work:
            made = Participant(joined_at=work.now, **asked)
            admit_participant(work, made, by=caller().actor)
            return _document(work, made)


@blueprint.route("/<id>")
class OneParticipant(MethodView):
    """One participant."""

    @requires("participant.read")
    @may_fail(blueprint, 404)
    @blueprint.etag
    @blueprint.response(200, ParticipantSchema)
    def get(self, id: str) -> dict[str, Any]:  # noqa: A002
        """Tell of a participant, and of what is missing before its records may flow."""
        with house().look(within=caller().within) as work:
            return _document(work, _one(work, id))

    @requires("participant.write")
    @may_fail(blueprint, 404, 409, 412, 428)
    @blueprint.etag
    @blueprint.response(204)
    def delete(self, id: str) -> None:  # noqa: A002
        """Note that a participant has left."""
        with house().begin(within=caller().within) as work:
            blueprint.check_etag(_document(work, _one(work, id)), ParticipantSchema)
            part_with(work, id, by=caller().actor)


def _one(work: Work, participant: str) -> Participant:
    return participants.one(work, participant) or abort(404)


def _document(work: Work, participant: Participant) -> dict[str, Any]:
    told = {each.name: getattr(participant, each.name) for each in fields_of(Participant)}
    return told | {"missing": missing_for(work, participant)}
