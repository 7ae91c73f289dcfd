"""The term of an agreement, by the clock."""

from datetime import date
from types import MappingProxyType

from policies.agreement.state import AgreementState, state_of
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction

_WHY_NOT = MappingProxyType(
    {
        AgreementState.SIGNED: "the agreement is not in force yet",
        AgreementState.SUSPENDED: "the agreement is suspended",
        AgreementState.EXPIRED: "the agreement has expired",
        AgreementState.TERMINATED: "the agreement was terminated",
        AgreementState.CLOSED: "the agreement is closed, and its records are destroyed",
    }
)


@restriction("45 CFR 164.514(e)(4); agreement, term", effective=date(2003, 4, 14), row="1")
def term(request: DisclosureRequest) -> Deny | Silent:
    """Records move only from the first to the last day of an agreement that nobody has stopped."""
    if request.agreement is None:
        return Silent(text="there is no agreement")
    state = state_of(request.agreement, request.now)
    if state in _WHY_NOT:
        return Deny(text=_WHY_NOT[state])
    return Silent(text="the agreement has not run out")
