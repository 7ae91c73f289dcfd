"""45 CFR 164.514(b)(1): an expert determined that the risk of telling who a person is is small."""

from datetime import date

from policies.basis import Basis
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction


@restriction("45 CFR 164.514(b)(1)", effective=date(2003, 4, 14), row="6a")
def s164_514_b_1_expert_certificate(request: DisclosureRequest) -> Deny | Silent:
    """Records said to be reduced by an expert's word need the expert's certificate in force.

    Without it nobody can show that they identify nobody: they are judged as identifiable besides.
    """
    if request.basis is not Basis.EXPERT_DETERMINATION:
        return Silent(text="the records do not rest on an expert's word")
    if request.certified:
        return Silent(text="an expert's certificate is in force")
    return Deny(text="no expert's certificate in force says that the records identify nobody")
