"""The measures, as everybody may read them."""

from flask import abort
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import public
from hub.measures.description import Described, described, summarized
from hub.measures.measure import measure_named, measures

blueprint = Blueprint("measures", __name__, url_prefix="/api/v1/measures", description="Measures")


@blueprint.route("")
class Measures(MethodView):
    """The measures that the network agreed on."""

    @public
    @blueprint.doc(responses={"200": {"description": "The measures."}})
    def get(self) -> list[Described]:
        """List the measures."""
        return [summarized(each) for each in measures()]


@blueprint.route("/<identifier>")
class OneMeasure(MethodView):
    """One measure: all that its page says, and the text that computes it."""

    @public
    @blueprint.doc(responses={"200": {"description": "The measure."}})
    def get(self, identifier: str) -> Described:
        """Show a measure: nothing of it is a black box."""
        try:
            found = measure_named(identifier)
        except KeyError:
            abort(404)
        return described(found)
