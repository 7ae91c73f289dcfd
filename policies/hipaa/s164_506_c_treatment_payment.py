"""45 CFR 164.506(c)(2)-(3): treatment and payment."""

from datetime import date

from policies.purpose import PAYMENT, TREATMENT, any_covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

PURPOSES = frozenset({TREATMENT, PAYMENT})


@ground("45 CFR 164.506(c)(2)-(3)", effective=date(2003, 4, 14), row="9a")
def s164_506_c_treatment_payment(request: DisclosureRequest) -> Permit | Silent:
    """A covered entity may share records for treatment and for payment.

    For operations of somebody else both must have a relationship with the patient
    (45 CFR 164.506(c)(4)); the hub knows of none, so operations need another ground.
    """
    if not any_covers(PURPOSES, request.purpose):
        return Silent(text="the purpose is neither treatment nor payment", relevant=False)
    return Permit(text="the records are for treatment or payment")
