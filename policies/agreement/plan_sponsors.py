"""The sponsors of self-funded plans: whose members' records a payer may hand in."""

from datetime import date

from policies.basis import Basis
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction

SELF_FUNDED = "self-funded"


@restriction(
    "45 CFR 164.502(a)(3), 164.504(e); agreement, plan sponsors",
    effective=date(2003, 4, 14),
    row="1",
)
def plan_sponsors(request: DisclosureRequest) -> Deny | Silent:
    """Records of a self-funded plan's members need the authorisation of the plan's sponsor.

    Such a plan is a covered entity of its own, and who administers it only its business associate:
    it may hand in, reduced or not, no more than the plan lets it.
    """
    if request.basis is Basis.AGGREGATE_ONLY:
        return Silent(text="counts hold no records")
    if not request.unauthorised_plan:
        return Silent(text="no self-funded plan without its sponsor's authorisation is concerned")
    return Deny(
        text="the person is a member of a self-funded plan whose sponsor has not authorised this"
    )
