"""Purposes in which the network takes no part, whatever the records are."""

from datetime import date

from policies.consent.consent import Standing
from policies.part2.s2_61_court_order import compelled
from policies.purpose import LEGAL, any_covers, covers
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction

REFUSED = frozenset({"HMARKT", "FUNDRAISING", "PRICING"})


@restriction("network charter: refused purposes", effective=date(2000, 1, 1), row="5")
def refused_purposes(request: DisclosureRequest) -> Deny | Silent:
    """The network serves no marketing, fundraising or pricing, and no proceedings on its own."""
    if any_covers(REFUSED, request.purpose):
        return Deny(text="the network serves no marketing, fundraising or pricing")
    if not covers(LEGAL, request.purpose) or request.consent.standing is Standing.IN_FORCE:
        return Silent(text="the charter does not refuse the purpose")
    if not compelled(request):
        return Deny(
            text="the network hands nothing to proceedings without a separate consent of the"
            " patient, or a court order with a subpoena"
        )
    return Silent(text="the charter does not refuse the purpose")
