"""The ledger of disclosures: what identifiable records went to whom, and on what it rested."""

from datetime import UTC, datetime, time
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.paging import part_of
from hub.api.problems import may_fail
from hub.services.disclosure_ledger import list_disclosures
from hub.store import disclosures
from policies.part2.s2_24_list_of_disclosures import reaches_back_to
from schemas.messages.ledger import DisclosuresQuery, DisclosuresSchema

blueprint = Blueprint(
    "disclosures", __name__, url_prefix="/api/v1/disclosures", description="Disclosures"
)


@blueprint.route("")
class Disclosures(MethodView):
    """The disclosures that the caller may see."""

    @requires("disclosure.read")
    @may_fail(blueprint, 404, 422)
    @blueprint.arguments(DisclosuresQuery, location="query")
    @blueprint.response(200, DisclosuresSchema)
    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """List them, the latest first, as far back as an accounting goes."""
        with house().look(within=caller().within) as work:
            since = reaches_back_to(work.now.date())
            if asked["participant"]:
                known = list_disclosures(work, asked["participant"], asked=work.now.date()).entries
            else:
                known = disclosures.since(work, datetime.combine(since, time(), UTC))
        found, following = part_of(
            known, after=asked["after"], limit=asked["limit"], key=lambda each: each.id
        )
        return {"since": since, "disclosures": found, "next": following}
