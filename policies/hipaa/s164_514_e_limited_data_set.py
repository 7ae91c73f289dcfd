"""45 CFR 164.514(e): a limited data set under a data use agreement."""

from datetime import date

from policies.agreement.state import AgreementState, state_of
from policies.basis import Basis
from policies.purpose import OPERATIONS, PUBLIC_HEALTH, RESEARCH, any_covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

PURPOSES = frozenset({RESEARCH, PUBLIC_HEALTH, OPERATIONS})


@ground("45 CFR 164.514(e)", effective=date(2003, 4, 14), row="3")
def s164_514_e_limited_data_set(request: DisclosureRequest) -> Permit | Silent:
    """A limited data set may go under a data use agreement, for three purposes only."""
    if request.basis is not Basis.LIMITED_DATA_SET:
        return Silent(text="the records are not a limited data set", relevant=False)
    if not any_covers(PURPOSES, request.purpose):
        return Silent(text="a limited data set serves research, public health and operations only")
    agreement = request.agreement
    if agreement is None or agreement.basis is not Basis.LIMITED_DATA_SET:
        return Silent(text="there is no data use agreement for a limited data set")
    if state_of(agreement, request.now) is not AgreementState.ACTIVE:
        return Silent(text="the data use agreement is not in force")
    return Permit(text="the records are a limited data set under a data use agreement")
