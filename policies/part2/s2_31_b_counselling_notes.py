"""42 CFR 2.31(b): notes of substance use counselling need a consent of their own."""

from datetime import date

from policies.consent.consent import Standing
from policies.data_class import COUNSELLING_NOTES
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction


@restriction("42 CFR 2.31(b)", effective=date(2024, 4, 16), row="6")
def s2_31_b_counselling_notes(request: DisclosureRequest) -> Deny | Silent:
    """Counselling notes go nowhere but under a consent for such notes alone."""
    if request.data_class != COUNSELLING_NOTES:
        return Silent(text="these are not counselling notes")
    if request.consent.standing is Standing.IN_FORCE:
        return Silent(text="the patient consented to the disclosure of the notes, separately")
    return Deny(
        text="counselling notes need a consent of the patient for these notes alone;"
        " a consent for treatment, payment and operations is not enough"
    )
