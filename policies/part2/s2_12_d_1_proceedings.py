"""42 CFR 2.12(d)(1), 2.31(d): no use against the patient in proceedings."""

from datetime import date

from policies.consent.consent import Standing
from policies.part2.s2_61_court_order import compelled
from policies.purpose import LEGAL, covers
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction


@restriction("42 CFR 2.12(d)(1), 2.31(d)", effective=date(1987, 8, 10), row="5")
def s2_12_d_1_proceedings(request: DisclosureRequest) -> Deny | Silent:
    """No record may be used in proceedings without a consent for just that, or an order."""
    if not covers(LEGAL, request.purpose):
        return Silent(text="the purpose is not one of proceedings")
    if request.consent.standing is Standing.IN_FORCE:
        return Silent(text="the patient consented to the use in proceedings, separately")
    if compelled(request):
        return Silent(text="a court order and a subpoena ask for just this")
    return Deny(
        text="records of substance use treatment may not be used in proceedings without"
        " a separate consent of the patient, or a court order with a subpoena"
    )
