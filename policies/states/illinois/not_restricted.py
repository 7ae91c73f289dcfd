"""Illinois law: what none of its statutes restricts."""

from datetime import date

from policies.request import DisclosureRequest
from policies.rule import Permit, ground


@ground("Illinois law", effective=date(2000, 1, 1), row="22a")
def not_restricted(_request: DisclosureRequest) -> Permit:
    """What no statute of Illinois restricts is left to federal law and the agreement."""
    return Permit(text="no other statute of Illinois restricts this")
