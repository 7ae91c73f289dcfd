"""740 ILCS 110/4, 110/5, 405 ILCS 5/3-550: who consents for a minor to mental health records."""

from datetime import date

from policies.consent.consent import PATIENT, REPRESENTATIVE, Standing
from policies.parameter import parameter
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction


@restriction("740 ILCS 110/4, 110/5", effective=date(1979, 1, 9), row="22a")
def s740_ilcs_110_4_minors(request: DisclosureRequest) -> Deny | Silent:
    """From twelve on a minor signs a consent to disclosure himself; before, a parent does."""
    if request.age is None or request.age >= parameter("age_of_majority", on=request.on):
        return Silent(text="the patient is not known to be a minor")
    if request.consent.standing is not Standing.IN_FORCE:
        return Silent(text="there is no consent in force that a minor would have had to sign")
    own = request.age >= parameter("disclosure_age_il", on=request.on)
    if (PATIENT if own else REPRESENTATIVE) in request.signers:
        return Silent(text="the consent is signed by whom Illinois law names")
    who = "a minor of this age" if own else "a parent or guardian"
    return Deny(text=f"in Illinois {who} must sign the consent")
