"""The ledger of events, as far as the caller may see it."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.problems import may_fail
from hub.store import ledger
from schemas.messages.ledger import EventsSchema
from schemas.messages.page import PageQuery

blueprint = Blueprint("events", __name__, url_prefix="/api/v1/events", description="Events")
DIGITS = 18


@blueprint.route("")
class Events(MethodView):
    """The events of the ledger."""

    @requires("ledger.read")
    @may_fail(blueprint, 422)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, EventsSchema)
    def get(self, page: dict[str, Any]) -> dict[str, Any]:
        """List the events, the latest first; `after` is the position of the last one read."""
        after = page["after"]
        known = after.isascii() and after.isdigit() and len(after) <= DIGITS
        if after and not known:
            return {"events": [], "next": None}
        with house().look(within=caller().within) as work:
            found = ledger.latest(work, at_most=page["limit"], before=int(after) if after else None)
        whole = len(found) == page["limit"]
        return {"events": found, "next": str(found[-1].position) if whole else None}
