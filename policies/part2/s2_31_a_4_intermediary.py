"""42 CFR 2.11, 2.31(a)(4)(ii): a consent to an intermediary says to whom it passes records on."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.recipient import INTERMEDIARY
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction

SERVING = (InstrumentKind.BAA, InstrumentKind.QSOA)


@restriction("42 CFR 2.11, 2.31(a)(4)(ii)", effective=date(2024, 4, 16), row="9")
def s2_31_a_4_intermediary(request: DisclosureRequest) -> Deny | Silent:
    """An intermediary needs a consent that names its members, or those who treat the patient."""
    if not is_intermediary(request):
        return Silent(text="the recipient is no intermediary")
    if request.consent.standing is not Standing.IN_FORCE:
        return Silent(text="there is no consent in force to an intermediary")
    if not request.consent.members_unnamed:
        return Silent(text="the consent says to whom the intermediary may pass the records on")
    return Deny(
        text="the consent names the intermediary, and neither its members nor those among them"
        " who treat the patient"
    )


def is_intermediary(request: DisclosureRequest) -> bool:
    """Tell whether the recipient passes records on and serves the contributor under no agreement.

    A business associate or service organisation is no intermediary (42 CFR 2.11).
    """
    agreement, parties = request.agreement, (request.contributor, request.recipient.id)
    return request.recipient.type == INTERMEDIARY and not (
        agreement and any(agreement.instrument(kind, *parties, on=request.on) for kind in SERVING)
    )
