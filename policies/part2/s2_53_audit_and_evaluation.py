"""42 CFR 2.53: audit and evaluation by those who fund, pay for or control a program."""

from datetime import date

from policies.agreement.instrument import Instrument, InstrumentKind
from policies.purpose import any_covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

# Compliance, accreditation and evaluation (v3-ActReason).
AUDITS = frozenset({"HCOMPL", "HACCRED"})

# 42 CFR 2.53(a)(1), (b)(1): who may audit; one must be attested.
AUDITORS = frozenset(
    {"government-funder", "third-party-payer", "quality-improvement-organization", "direct-control"}
)
COPIES = "copies"
BACK_ONLY = "pass the records to nobody but the program they come from (42 CFR 2.53(b), (d))"
DESTROY = (
    "destroy the copies when the audit ends, and by {day} at the latest (42 CFR 2.53(b), 2.16)"
)


@ground("42 CFR 2.53", effective=date(2017, 3, 21), row="12")
def s2_53_audit_and_evaluation(request: DisclosureRequest) -> Permit | Silent:
    """An auditor may see records under a live agreement; copies need a day of destruction."""
    if not any_covers(AUDITS, request.purpose):
        return Silent(text="the purpose is not audit or evaluation", relevant=False)
    agreement, parties = request.agreement, (request.contributor, request.recipient.id)
    paper = agreement and agreement.instrument(
        InstrumentKind.AUDIT_AGREEMENT, *parties, on=request.on
    )
    if not paper:
        return Silent(text="there is no audit agreement in force with the recipient")
    if not paper.attests & AUDITORS:
        return Silent(
            text="the agreement does not say as what the recipient may audit the program",
            citation="42 CFR 2.53(a)",
        )
    if COPIES in paper.attests and paper.destroy_by is None:
        return Silent(text="copies would leave, and no day of their destruction is agreed")
    if paper.destroy_by is not None and request.on > paper.destroy_by:
        return Silent(text="the copies should have been destroyed by now")
    return Permit(text="the recipient audits the program", obligations=_obligations(paper))


def _obligations(paper: Instrument) -> frozenset[str]:
    if paper.destroy_by is None:
        return frozenset({BACK_ONLY})
    return frozenset({BACK_ONLY, DESTROY.format(day=paper.destroy_by)})
