"""45 CFR 164.512(i): research under a waiver, or with authorizations."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.purpose import RESEARCH, covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

GROUNDS = frozenset({"hipaa-authorization", "hipaa-waiver"})


@ground("45 CFR 164.512(i)", effective=date(2003, 4, 14), row="12")
def s164_512_i_research(request: DisclosureRequest) -> Permit | Silent:
    """A researcher may receive records under a waiver of authorization, or with authorizations."""
    if not covers(RESEARCH, request.purpose):
        return Silent(text="the purpose is not research", relevant=False)
    agreement, parties = request.agreement, (request.contributor, request.recipient.id)
    paper = agreement and agreement.instrument(
        InstrumentKind.RESEARCH_APPROVAL, *parties, on=request.on
    )
    if not paper or not paper.attests & GROUNDS:
        return Silent(
            text="no approval in force names an authorization or waiver",
            relevant=request.identifiable,
        )
    return Permit(text="the research has a waiver or the patients' authorizations")
