"""42 CFR 2.33(b)(1): a covered entity passes on what it received under a consent."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.capacity import Capacity
from policies.consent.consent import Standing
from policies.part2.s2_32_notice import RESTING_ON_CONSENT
from policies.purpose import LEGAL, covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

HOLDERS = frozenset({Capacity.COVERED_ENTITY, Capacity.BUSINESS_ASSOCIATE})

# A consent that is known to be over, or never was one, no longer carries what rests on it.
OVER = frozenset(
    {
        *(Standing.REVOKED, Standing.REFUSED, Standing.EXPIRED),
        *(Standing.DEFICIENT, Standing.UNVERIFIED),
    }
)


@ground("42 CFR 2.33(b)(1)", effective=date(2024, 4, 16), row="9a")
def s2_33_b_1_received_under_consent(request: DisclosureRequest) -> Permit | Silent:
    """A covered entity may share what it received under a consent with its business associate.

    The consent was for treatment, payment and operations, and the agreement attests the receipt.
    """
    agreement = request.agreement
    if agreement is None or not agreement.attests_tpo_receipt:
        return Silent(
            text="the contributor has not attested that it received the records under a consent",
            relevant=False,
        )
    if not request.capacities & HOLDERS:
        return Silent(text="the contributor is not a covered entity or business associate")
    if covers(LEGAL, request.purpose):
        return Silent(text="proceedings against the patient are excepted")
    if request.consent.standing in OVER:
        return Silent(text="the patient's consent is known to be refused, revoked, expired or void")
    parties = (request.contributor, request.recipient.id)
    if agreement.instrument(InstrumentKind.BAA, *parties, on=request.on) is None:
        return Silent(text="there is no business associate agreement in force with the recipient")
    return Permit(
        text="the contributor received the records under the patient's consent for treatment,"
        " payment and operations, and the recipient is its business associate",
        obligations=RESTING_ON_CONSENT,
        redact=request.consent.redact,
    )
