"""The network honours a patient's written no, also where only HIPAA governs and does not ask it."""

from datetime import date

from policies.consent.consent import Standing
from policies.part2.s2_51_medical_emergency import told_of_emergency
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction


@restriction("network charter: honour_refusals", effective=date(2000, 1, 1), row="10")
def honour_refusals(request: DisclosureRequest) -> Deny | Silent:
    """What a patient refused in writing is left out while it tells who the patient is.

    HIPAA itself lets records go for treatment, payment and operations against a patient's wish; a
    term of the agreement may leave it at that.
    """
    if not request.identifiable:
        return Silent(text="the records identify nobody")
    if request.agreement is not None and not request.agreement.honour_opt_outs:
        return Silent(text="this agreement does not honour refusals beyond the law")
    if told_of_emergency(request):
        return Silent(text="a refusal gives way to a medical emergency")
    if request.consent.standing is Standing.REFUSED:
        return Deny(text="the patient refused this in writing, and the network honours that")
    if request.consent.redact:
        labels = ", ".join(sorted(request.consent.redact))
        return Deny(
            text=f"the patient refused in writing what is labelled {labels}",
            only=request.consent.redact,
        )
    return Silent(text="the patient has refused nothing in writing")
