"""What is done with an agreement: signed, renewed, suspended, held, terminated, closed."""

from collections.abc import Callable
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.agreement_documents import agreement_document
from hub.api.house import house
from hub.api.problems import may_fail
from hub.services.agreements.draft_agreement import renew_agreement
from hub.services.agreements.end_agreement import (
    close_agreement,
    resume_agreement,
    suspend_agreement,
    terminate_agreement,
)
from hub.services.agreements.facts import AgreementFacts
from hub.services.agreements.legal_hold import hold_records, lift_hold
from hub.services.agreements.sign_agreement import sign_in_person
from schemas.messages.agreement import (
    AgreementSchema,
    HoldSchema,
    RenewalSchema,
    SignSchema,
    SuspensionSchema,
    TerminationSchema,
)

blueprint = Blueprint(
    "agreement_acts",
    __name__,
    url_prefix="/api/v1/agreements/<uuid:id>",
    description="What is done with an agreement",
)
Act = Callable[..., AgreementFacts]


@blueprint.route("/signatures")
class Signatures(MethodView):
    """The signatures of the caller's own participant."""

    @requires("agreement.sign")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(SignSchema)
    @blueprint.response(201, AgreementSchema)
    def post(self, asked: dict[str, Any], id: Any) -> dict[str, Any]:  # noqa: A002
        """Sign exactly the text of this hash, by one's name and a code of the second factor."""
        facts = sign_in_person(
            house(),
            user=caller().actor,
            agreement=str(id),
            text_hash=asked["hash"],
            typed_name=asked["typed_name"],
            code=asked["code"],
        )
        with house().look(within=caller().within) as work:
            return agreement_document(work, facts)


@blueprint.route("/renewals")
class Renewals(MethodView):
    """The renewals of an agreement."""

    @requires("agreement.write")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(RenewalSchema)
    @blueprint.response(201, AgreementSchema)
    def post(self, asked: dict[str, Any], id: Any) -> dict[str, Any]:  # noqa: A002
        """Draft a renewal; what holds goes on holding until every party has signed it."""
        return _done(renew_agreement, id, **asked)


@blueprint.route("/suspension")
class Suspension(MethodView):
    """Whether intake and use stand still."""

    @requires("agreement.write")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(SuspensionSchema)
    @blueprint.response(200, AgreementSchema)
    def put(self, asked: dict[str, Any], id: Any) -> dict[str, Any]:  # noqa: A002
        """Suspend it."""
        return _done(suspend_agreement, id, **asked)

    @requires("agreement.write")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, AgreementSchema)
    def delete(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Let it hold again."""
        return _done(resume_agreement, id)


@blueprint.route("/legal-hold")
class LegalHold(MethodView):
    """Whether nothing may be destroyed."""

    @requires("agreement.hold")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(HoldSchema)
    @blueprint.response(200, AgreementSchema)
    def put(self, asked: dict[str, Any], id: Any) -> dict[str, Any]:  # noqa: A002
        """Let a hold stand."""
        return _done(hold_records, id, **asked)

    @requires("agreement.hold")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, AgreementSchema)
    def delete(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Lift the hold."""
        return _done(lift_hold, id)


@blueprint.route("/termination")
class Termination(MethodView):
    """The end of an agreement."""

    @requires("agreement.write")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(TerminationSchema)
    @blueprint.response(200, AgreementSchema)
    def put(self, asked: dict[str, Any], id: Any) -> dict[str, Any]:  # noqa: A002
        """Terminate it at once; its records are set aside and destroyed on that day."""
        return _done(terminate_agreement, id, **asked)


@blueprint.route("/closure")
class Closure(MethodView):
    """The closing of an ended agreement."""

    @requires("agreement.write")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, AgreementSchema)
    def put(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Close it; every file under it has its certificate of destruction."""
        return _done(close_agreement, id)


def _done(act: Act, agreement: Any, **facts: Any) -> dict[str, Any]:
    with house().begin(within=caller().within) as work:
        found = act(work, by=caller().actor, agreement=str(agreement), **facts)
        return agreement_document(work, found)
