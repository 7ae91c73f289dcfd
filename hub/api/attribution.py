"""Where a person is counted: asked, disputed, heard and decided."""

from dataclasses import asdict
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.problems import may_fail
from hub.services.disputes.attribution_question import ask_attribution
from hub.services.disputes.decide_dispute import decide_dispute, review_dispute
from hub.services.disputes.dispute_lists import (
    Case,
    OwnDispute,
    OwnHearing,
    case_of,
    cases,
    own_dispute,
    own_disputes,
    own_hearings,
)
from hub.services.disputes.open_dispute import answer_hearing, open_dispute, withdraw_dispute
from hub.store.walls import EVERY_PARTICIPANT
from schemas.messages.dispute import (
    DecisionSchema,
    DisputeOpeningSchema,
    DisputeSchema,
    DisputesSchema,
    HearingAnswerSchema,
    HearingsSchema,
    QuestionSchema,
    WhereCountedSchema,
)

blueprint = Blueprint(
    "attribution", __name__, url_prefix="/api/v1/attribution", description="Attribution"
)


@blueprint.route("/question")
class Question(MethodView):
    """Where a person is counted."""

    @requires("dispute.open")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(QuestionSchema)
    @blueprint.response(200, WhereCountedSchema)
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer a practice about a token of its own: here, elsewhere or nobody."""
        who, found = ask_attribution(
            house(), participant=caller().participant, token=asked["token"], by=caller().actor
        )
        return {
            "where": found.where,
            "first": who.period.first,
            "last": who.period.last,
            "evidence": found.evidence,
        }


@blueprint.route("/disputes")
class Disputes(MethodView):
    """The disputes."""

    @requires("dispute.read")
    @may_fail(blueprint)
    @blueprint.response(200, DisputesSchema)
    def get(self) -> dict[str, Any]:
        """List a practice's own with their tokens; to the convener all, without."""
        with house().look(within=caller().within) as work:
            if caller().within == EVERY_PARTICIPANT:
                return {"disputes": [_of_case(each) for each in cases(work)]}
            return {"disputes": [_of_own(each) for each in own_disputes(house(), work)]}

    @requires("dispute.open")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(DisputeOpeningSchema)
    @blueprint.response(201, DisputeSchema)
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Open a dispute over a person whom the practice handed in itself; its clock runs."""
        made = open_dispute(house(), participant=caller().participant, by=caller().actor, **asked)
        return _own(made.id)


@blueprint.route("/disputes/<uuid:id>")
class OneDispute(MethodView):
    """One dispute."""

    @requires("dispute.read")
    @may_fail(blueprint, 404)
    @blueprint.response(200, DisputeSchema)
    def get(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Tell of a dispute of one's own; to the convener of each."""
        return _case(str(id)) if caller().within == EVERY_PARTICIPANT else _own(str(id))


@blueprint.route("/disputes/<uuid:id>/withdrawal")
class Withdrawal(MethodView):
    """The withdrawal of a dispute."""

    @requires("dispute.open")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, DisputeSchema)
    def put(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Withdraw a dispute of one's own."""
        withdraw_dispute(house(), str(id), participant=caller().participant, by=caller().actor)
        return _own(str(id))


@blueprint.route("/disputes/<uuid:id>/review")
class Review(MethodView):
    """The review of a dispute."""

    @requires("dispute.decide")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, DisputeSchema)
    def put(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Take it up."""
        with house().begin(within=caller().within) as work:
            review_dispute(work, str(id), by=caller().actor)
        return _case(str(id))


@blueprint.route("/disputes/<uuid:id>/decision")
class Decision(MethodView):
    """The decision of a dispute."""

    @requires("dispute.decide")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(DecisionSchema)
    @blueprint.response(200, DisputeSchema)
    def put(self, asked: dict[str, Any], id: Any) -> dict[str, Any]:  # noqa: A002
        """Decide it, once payers are heard; it counts from the named period on."""
        with house().begin(within=caller().within) as work:
            decide_dispute(work, str(id), by=caller().actor, **asked)
        return _case(str(id))


@blueprint.route("/hearings")
class Hearings(MethodView):
    """What payers are asked in disputes."""

    @requires("dispute.answer")
    @may_fail(blueprint)
    @blueprint.response(200, HearingsSchema)
    def get(self) -> dict[str, Any]:
        """List what the payer is asked about persons on its own roster."""
        with house().look(within=caller().within) as work:
            return {"hearings": [_of_hearing(each) for each in own_hearings(house(), work)]}


@blueprint.route("/hearings/<uuid:id>/answer")
class HearingAnswer(MethodView):
    """The answer of a payer."""

    @requires("dispute.answer")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(HearingAnswerSchema)
    @blueprint.response(204)
    def put(self, asked: dict[str, Any], id: Any) -> None:  # noqa: A002
        """Say whether the roster stands, or is to be corrected."""
        answer_hearing(
            house(),
            str(id),
            participant=caller().participant,
            answer=asked["answer"],
            by=caller().actor,
        )


def _own(dispute: str) -> dict[str, Any]:
    with house().look(within=caller().participant) as work:
        return _of_own(own_dispute(house(), work, dispute))


def _case(dispute: str) -> dict[str, Any]:
    with house().look(within=caller().within) as work:
        return _of_case(case_of(work, dispute))


def _of_own(found: OwnDispute) -> dict[str, Any]:
    told = {"token": found.token or None, "counts_in": found.counts_in, "heard": None}
    return asdict(found.dispute) | told


def _of_case(found: Case) -> dict[str, Any]:
    told = {"token": None, "counts_in": found.counts_in, "heard": found.hearings}
    return asdict(found.dispute) | told


def _of_hearing(found: OwnHearing) -> dict[str, Any]:
    return asdict(found.hearing) | {"token": found.token or None}
