"""The signatures under an agreement."""

from datetime import date

from policies.agreement.state import AgreementState, state_of
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction

UNSIGNED = frozenset({AgreementState.DRAFT, AgreementState.PARTLY_SIGNED})


@restriction("45 CFR 164.514(e)(4); agreement, signatures", effective=date(2003, 4, 14), row="1")
def signatures(request: DisclosureRequest) -> Deny | Silent:
    """An agreement binds when every party has signed the same text; a new text starts anew."""
    if request.agreement is None:
        return Silent(text="there is no agreement")
    if state_of(request.agreement, request.now) in UNSIGNED:
        return Deny(text="not every party has signed the agreement as it stands")
    return Silent(text="every party has signed the same text")
