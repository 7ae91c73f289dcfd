"""42 CFR 2.26: the patient asked to restrict the use, and the restriction binds."""

from datetime import date

from policies.part2.s2_51_medical_emergency import told_of_emergency
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction

NOT_ASKED = "no restriction that the patient asked for speaks of this"


@restriction("42 CFR 2.26", effective=date(2026, 2, 16), row="14")
def s2_26_restrictions(request: DisclosureRequest) -> Deny | Silent:
    """A restriction that was agreed to is kept, but in an emergency.

    Toward a health plan it must be agreed to where the patient paid in full (42 CFR 2.26(a)(5)).
    """
    return answer(request)


def answer(request: DisclosureRequest) -> Deny | Silent:
    """Say what the restrictions on file shut out: everything, some labels or nothing."""
    closed, closed_to = request.consent.closed, request.consent.closed_to
    if not closed and not closed_to:
        return Silent(text=NOT_ASKED)
    if told_of_emergency(request):
        return Silent(text="a restriction gives way to a medical emergency")
    if closed:
        return Deny(text="the patient asked for a restriction that shuts this out")
    labels = ", ".join(sorted(closed_to))
    return Deny(
        text=f"the patient asked for a restriction on what is labelled {labels}", only=closed_to
    )
