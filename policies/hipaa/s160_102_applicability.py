"""45 CFR 160.102: whom the privacy rule binds."""

from datetime import date

from policies.capacity import Capacity
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

BOUND = frozenset({Capacity.COVERED_ENTITY, Capacity.BUSINESS_ASSOCIATE})


@ground("45 CFR 160.102", effective=date(2003, 4, 14), row="9a")
def s160_102_applicability(request: DisclosureRequest) -> Permit | Silent:
    """The privacy rule does not bind who is neither covered entity nor business associate.

    A contributor of unknown capacity counts as bound.
    """
    if not request.capacities or request.capacities & BOUND:
        return Silent(text="the contributor is bound by the HIPAA privacy rule", relevant=False)
    return Permit(text="the contributor is not bound by the HIPAA privacy rule")
