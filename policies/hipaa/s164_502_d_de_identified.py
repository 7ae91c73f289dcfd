"""45 CFR 164.502(d)(2), 164.514(a)-(b): records that identify nobody."""

from datetime import date

from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground


@ground("45 CFR 164.502(d)(2), 164.514(b)", effective=date(2003, 4, 14), row="6a")
def s164_502_d_de_identified(request: DisclosureRequest) -> Permit | Silent:
    """Records under a valid basis of de-identification are not restricted."""
    if request.identifiable:
        return Silent(text="the records still tell who the person is", relevant=False)
    return Permit(text="the records identify nobody")
