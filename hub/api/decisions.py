"""What the rules say to a kind of record, under a participant's agreement as it stands."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.problems import may_fail
from hub.services.privacy.explain_decision import explain_decision, supposition
from schemas.messages.decision import DecidedSchema, SuppositionSchema

blueprint = Blueprint(
    "decisions", __name__, url_prefix="/api/v1/decisions", description="Decisions"
)


@blueprint.route("")
class Decisions(MethodView):
    """Decisions on what might be."""

    @requires("decision.read")
    @may_fail(blueprint, 422)
    @blueprint.arguments(SuppositionSchema)
    @blueprint.response(200, DecidedSchema)
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Decide a kind of record as a computation would now; nothing is stored, nobody named."""
        with house().look(within=caller().within) as work:
            decision = explain_decision(work, supposition(work, **asked))
        return {
            "outcome": decision.outcome,
            "redact": sorted(decision.redact),
            "reasons": decision.reasons,
            "obligations": sorted(decision.obligations),
            "clause": decision.clause,
        }
