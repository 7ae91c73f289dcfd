"""A mark that a record came with travels: no redisclosure without the patient's consent."""

from datetime import date

from policies.consent.consent import Standing
from policies.part2.s2_51_medical_emergency import told_of_emergency
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction
from policies.sensitivity import MARKS
from policies.states.permission import serves_as_business_associate


@restriction("network charter: redisclosure marks", effective=date(2000, 1, 1), row="7")
def redisclosure_marks(request: DisclosureRequest) -> Deny | Silent:
    """What came marked goes on with a consent, or to the holder's business associate."""
    if not request.identifiable or not request.sensitivity & MARKS:
        return Silent(text="the record carries no such mark")
    if request.consent.standing is Standing.IN_FORCE:
        return Silent(text="the patient consented to this disclosure")
    if serves_as_business_associate(request) or told_of_emergency(request):
        return Silent(text="the recipient serves the holder, or there is an emergency")
    return Deny(text="the record came marked: no redisclosure without the patient's consent")
