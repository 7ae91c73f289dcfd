"""The measures, as everybody may read them."""

from typing import Any

from flask import abort
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import public
from hub.measures.measure import Measure, measure_named, measures

blueprint = Blueprint("measures", __name__, url_prefix="/api/v1/measures", description="Measures")


@blueprint.route("")
class Measures(MethodView):
    """The measures that the network agreed on."""

    @public
    @blueprint.doc(responses={"200": {"description": "The measures."}})
    def get(self) -> list[dict[str, Any]]:
        """List the measures."""
        return [_summary(each) for each in measures()]


@blueprint.route("/<identifier>")
class OneMeasure(MethodView):
    """One measure, with the text that computes it."""

    @public
    @blueprint.doc(responses={"200": {"description": "The measure."}})
    def get(self, identifier: str) -> dict[str, Any]:
        """Show a measure: nothing of it is a black box."""
        try:
            found = measure_named(identifier)
        except KeyError:
            abort(404)
        return _summary(found) | {"sql": found.sql, "known_differences": list(found.differences)}


def _summary(measure: Measure) -> dict[str, Any]:
    return {
        "identifier": measure.identifier,
        "title": measure.title,
        "steward": measure.steward,
        "version": measure.version,
        "goal": measure.goal,
        "direction": measure.direction,
        "dates_needed": measure.dates_needed,
        "reviewed": str(measure.reviewed),
        "rates": [
            {"rate": rate.name, "title": rate.title, "populations": list(rate.populations)}
            for rate in measure.rates
        ],
    }
