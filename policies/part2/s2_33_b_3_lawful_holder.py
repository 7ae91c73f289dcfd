"""42 CFR 2.33(b)(3), (c): what another lawful holder may pass on, and to whom."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.capacity import Capacity
from policies.consent.consent import Standing
from policies.part2.s2_32_notice import RESTING_ON_CONSENT
from policies.purpose import OPERATIONS, PAYMENT, any_covers
from policies.recipient import CONTRACTOR
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

ACTIVITIES = frozenset({PAYMENT, OPERATIONS})

# The consent is in force and names the activity; the contractor itself it need not name.
NAMES_THE_ACTIVITY = frozenset({Standing.IN_FORCE, Standing.OTHER_RECIPIENT, Standing.CLASS_ONLY})


@ground("42 CFR 2.33(b)(3), (c)", effective=date(2024, 4, 16), row="15")
def s2_33_b_3_lawful_holder(request: DisclosureRequest) -> Permit | Silent:
    """A mere lawful holder may pass records to its contractor, for what the consent names.

    The activity is one of payment or health care operations, and a written contract binds the
    contractor. The list of eighteen activities of before 2024 is gone.
    """
    if request.capacities != {Capacity.LAWFUL_HOLDER}:
        return Silent(text="the contributor is not merely a lawful holder", relevant=False)
    if request.recipient.type != CONTRACTOR or not _contracted(request):
        return Silent(text="a lawful holder may pass records only to its own contractors")
    if not any_covers(ACTIVITIES, request.purpose):
        return Silent(text="a contractor may receive records for payment and operations only")
    if request.consent.standing not in NAMES_THE_ACTIVITY:
        return Silent(text="no consent in force names the activity")
    return Permit(
        text="the contractor acts for the lawful holder in an activity that the consent names",
        obligations=RESTING_ON_CONSENT,
        redact=request.consent.redact,
    )


def _contracted(request: DisclosureRequest) -> bool:
    agreement = request.agreement
    parties = (request.contributor, request.recipient.id)
    return (
        agreement is not None
        and agreement.instrument(InstrumentKind.CONTRACT, *parties, on=request.on) is not None
    )
