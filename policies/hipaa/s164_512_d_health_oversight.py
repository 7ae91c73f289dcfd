"""45 CFR 164.512(d): health oversight."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.part2.s2_53_audit_and_evaluation import AUDITS
from policies.purpose import any_covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground


@ground("45 CFR 164.512(d)", effective=date(2003, 4, 14), row="12")
def s164_512_d_health_oversight(request: DisclosureRequest) -> Permit | Silent:
    """Who audits by law may receive records under a live audit agreement."""
    if not any_covers(AUDITS, request.purpose):
        return Silent(text="the purpose is not audit or evaluation", relevant=False)
    agreement, parties = request.agreement, (request.contributor, request.recipient.id)
    kind = InstrumentKind.AUDIT_AGREEMENT
    if agreement is None or agreement.instrument(kind, *parties, on=request.on) is None:
        return Silent(text="there is no audit agreement in force", relevant=request.identifiable)
    return Permit(text="the recipient audits the contributor under an agreement")
