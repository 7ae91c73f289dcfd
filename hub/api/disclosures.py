"""The ledger of disclosures: what identifiable records went to whom, and on what it rested."""

from datetime import UTC, datetime, time
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.paging import part_of
from hub.api.problems import may_fail
from hub.services.privacy.account_of_disclosures import Accounting, account_of_disclosures
from hub.services.privacy.disclosure_ledger import list_disclosures
from hub.store import disclosures
from policies.part2.s2_24_list_of_disclosures import reaches_back_to
from schemas.messages.ledger import (
    AccountingRequestSchema,
    AccountingSchema,
    DisclosuresQuery,
    DisclosuresSchema,
)

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


@blueprint.route("/accounting")
class Accountings(MethodView):
    """A program's part of an accounting for one patient (42 CFR 2.25)."""

    @requires("decision.read")
    @may_fail(blueprint, 422)
    @blueprint.arguments(AccountingRequestSchema)
    @blueprint.response(200, AccountingSchema)
    def post(self, asked: dict[str, Any]) -> Accounting:
        """Tell which transfers held records of a patient; the token stands in the body alone."""
        return account_of_disclosures(
            house(),
            participant=asked["participant"],
            token=asked["token"],
            asked=asked["asked_on"],
            through_health_record=asked["through_health_record"],
            by=caller().actor,
        )
