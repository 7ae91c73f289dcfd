"""42 CFR 2.52: research without consent, on one of the grounds of research law."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.purpose import RESEARCH, covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

# 42 CFR 2.52(a)(1)-(3): on what the research may rest; one suffices.
GROUNDS = frozenset({"hipaa-authorization", "hipaa-waiver", "common-rule", "fda-regulations"})
OBLIGATIONS = frozenset(
    {
        "report aggregate, de-identified results only (42 CFR 2.52(b)(3), 45 CFR 164.514(b))",
        "give identifiable records back to their source and to nobody else (42 CFR 2.52(b)(2))",
        "resist any attempt to obtain the records in proceedings (42 CFR 2.52(b)(1))",
        "keep and destroy the records as 42 CFR 2.16 asks (42 CFR 2.52(b)(4))",
    }
)


@ground("42 CFR 2.52", effective=date(2017, 3, 21), row="12")
def s2_52_research(request: DisclosureRequest) -> Permit | Silent:
    """A researcher may receive records under a live approval that rests on research law."""
    if not covers(RESEARCH, request.purpose):
        return Silent(text="the purpose is not research", relevant=False)
    if request.consent.standing is Standing.REFUSED:
        return Silent(text="the patient refused the use of the records in research")
    agreement, parties = request.agreement, (request.contributor, request.recipient.id)
    paper = agreement and agreement.instrument(
        InstrumentKind.RESEARCH_APPROVAL, *parties, on=request.on
    )
    if not paper:
        return Silent(text="there is no approval of research in force with the recipient")
    if not paper.attests & GROUNDS:
        return Silent(
            text="the approval names neither an authorization or waiver nor the Common Rule or FDA",
            citation="42 CFR 2.52(a)",
        )
    return Permit(text="the recipient's research is approved", obligations=OBLIGATIONS)
