"""740 ILCS 110/3, 5, 9.8: the Mental Health and Developmental Disabilities Confidentiality Act."""

from datetime import date

from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction
from policies.sensitivity import covers
from policies.states.permission import consented, serves_as_business_associate


@restriction("740 ILCS 110/5, 110/9.8", effective=date(1979, 1, 9), row="22a")
def s740_ilcs_110_mental_health_records(request: DisclosureRequest) -> Deny | Silent:
    """Mental health records go with a written consent, or to the holder's business associate."""
    # Behavioural health may be mental health: where nobody says more, it is taken for it.
    if not any(covers("MH", label) or label == "BH" for label in request.sensitivity):
        return Silent(text="these are no mental health records")
    if consented(request):
        return Silent(text="the patient consented in writing")
    if serves_as_business_associate(request):
        return Silent(text="the recipient serves the holder as its business associate")
    return Deny(
        text="Illinois lets mental health records go only with the patient's written consent, or"
        " to the holder's business associate"
    )
