"""42 CFR 2.54: public health authorities receive de-identified records."""

from datetime import date

from policies.consent.consent import Standing
from policies.purpose import PUBLIC_HEALTH, covers
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction


@restriction("42 CFR 2.54", effective=date(2024, 4, 16), row="13")
def s2_54_public_health(request: DisclosureRequest) -> Deny | Silent:
    """Without a consent, public health receives only records that identify nobody."""
    if not covers(PUBLIC_HEALTH, request.purpose):
        return Silent(text="the purpose is not public health")
    if request.consent.standing is Standing.IN_FORCE:
        return Silent(text="the patient consented to the disclosure for public health")
    return Deny(
        text="without a consent of the patient, public health may receive these records only"
        " de-identified"
    )
