"""45 CFR 164.502(e), 164.504(e): a covered entity and its business associate."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.purpose import OPERATIONS, PAYMENT, TREATMENT, any_covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

FUNCTIONS = frozenset({TREATMENT, PAYMENT, OPERATIONS})


@ground("45 CFR 164.502(e), 164.504(e)", effective=date(2003, 4, 14), row="12")
def s164_504_e_business_associate(request: DisclosureRequest) -> Permit | Silent:
    """A covered entity may share records with a business associate that works for it.

    Combining the records of several covered entities to compare their quality is data aggregation
    (45 CFR 164.504(e)(2)(i)(B)).
    """
    if not any_covers(FUNCTIONS, request.purpose):
        return Silent(text="the purpose is not a function of the covered entity", relevant=False)
    agreement = request.agreement
    parties = (request.contributor, request.recipient.id)
    if agreement is None or not agreement.instrument(InstrumentKind.BAA, *parties, on=request.on):
        return Silent(
            text="there is no business associate agreement in force with the recipient",
            relevant=request.identifiable,
        )
    return Permit(text="the recipient works for the contributor as its business associate")
