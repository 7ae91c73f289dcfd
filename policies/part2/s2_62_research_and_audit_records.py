"""42 CFR 2.62: a court order cannot reach what research or audit received without consent."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.capacity import Capacity
from policies.purpose import LEGAL, covers
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction

RECEIVED_UNDER = (InstrumentKind.RESEARCH_APPROVAL, InstrumentKind.AUDIT_AGREEMENT)


@restriction("42 CFR 2.62", effective=date(1987, 8, 10), row="5")
def s2_62_research_and_audit_records(request: DisclosureRequest) -> Deny | Silent:
    """No court order opens records that a researcher or auditor received without consent."""
    if not covers(LEGAL, request.purpose):
        return Silent(text="the purpose is not one of proceedings")
    agreement = request.agreement
    if agreement is None or Capacity.PROGRAM in request.capacities:
        return Silent(text="the records were not received for research or audit")
    papers = [one for one in agreement.instruments if one.kind in RECEIVED_UNDER]
    if not any(one.binds(request.contributor) for one in papers):
        return Silent(text="the records were not received for research or audit")
    return Deny(text="a court order cannot reach records received for research or audit")
