"""The register of breaches."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.problems import may_fail
from hub.services.privacy.breach_register import (
    BreachState,
    breach_state,
    breach_states,
    close_breach,
    note_told,
    report_breach,
)
from schemas.messages.breach import BreachesSchema, BreachReportSchema, BreachSchema, ToldSchema

blueprint = Blueprint("breaches", __name__, url_prefix="/api/v1/breaches", description="Breaches")


@blueprint.route("")
class Breaches(MethodView):
    """Every breach."""

    @requires("breach.read")
    @may_fail(blueprint)
    @blueprint.response(200, BreachesSchema)
    def get(self) -> dict[str, Any]:
        """List the breaches with what is due, the latest discovery first."""
        with house().look(within=caller().within) as work:
            return {"breaches": [_document(each) for each in breach_states(work)]}

    @requires("breach.write")
    @may_fail(blueprint, 422)
    @blueprint.arguments(BreachReportSchema)
    @blueprint.response(201, BreachSchema)
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Enter a breach: its clocks run, and its agreement is suspended."""
        with house().begin(within=caller().within) as work:
            made = report_breach(work, by=caller().actor, **asked)
            return _document(breach_state(work, made.id))


@blueprint.route("/<uuid:id>")
class OneBreach(MethodView):
    """One breach."""

    @requires("breach.read")
    @may_fail(blueprint, 404)
    @blueprint.etag
    @blueprint.response(200, BreachSchema)
    def get(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Tell of a breach, and of what is due."""
        with house().look(within=caller().within) as work:
            return _document(breach_state(work, str(id)))


@blueprint.route("/<uuid:id>/told")
class Told(MethodView):
    """Who was told of a breach."""

    @requires("breach.write")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(ToldSchema)
    @blueprint.response(200, BreachSchema)
    def post(self, asked: dict[str, Any], id: Any) -> dict[str, Any]:  # noqa: A002
        """Note that somebody was told."""
        with house().begin(within=caller().within) as work:
            return _document(note_told(work, str(id), by=caller().actor, **asked))


@blueprint.route("/<uuid:id>/closure")
class Closure(MethodView):
    """The closing of a breach."""

    @requires("breach.write")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(200, BreachSchema)
    def put(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Close it; everybody was told."""
        with house().begin(within=caller().within) as work:
            return _document(close_breach(work, str(id), by=caller().actor))


def _document(state: BreachState) -> dict[str, Any]:
    breach = state.breach
    return {
        "id": breach.id,
        "participant": breach.participant,
        "agreement": breach.agreement,
        "kind": breach.kind,
        "discovered_on": breach.discovered_on,
        "persons": breach.persons,
        "reported_at": breach.reported_at,
        "closed_at": breach.closed_at,
        "duties": [
            {
                "told": str(each.duty.told),
                "by": each.duty.by,
                "done_on": each.done_on,
                "days_left": each.days_left,
                "overdue": each.overdue,
            }
            for each in state.duties
        ],
    }
