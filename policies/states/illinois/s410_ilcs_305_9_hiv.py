"""410 ILCS 305/9: the AIDS Confidentiality Act."""

from datetime import date

from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction
from policies.states.permission import consented, serves_as_business_associate


@restriction("410 ILCS 305/9", effective=date(1987, 9, 21), row="22a")
def s410_ilcs_305_9_hiv(request: DisclosureRequest) -> Deny | Silent:
    """HIV records go with a release by the patient, or to the holder's business associate."""
    if "HIV" not in request.sensitivity:
        return Silent(text="these records say nothing of HIV")
    if consented(request):
        return Silent(text="the patient released them in writing")
    if serves_as_business_associate(request):
        return Silent(text="the recipient serves the holder as its business associate")
    return Deny(
        text="Illinois lets records of HIV go only with the patient's written release, or to the"
        " holder's business associate"
    )
