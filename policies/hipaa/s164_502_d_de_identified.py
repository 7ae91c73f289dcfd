"""45 CFR 164.502(d)(2), 164.514(a)-(b): records that identify nobody."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground


@ground("45 CFR 164.502(d)(2), 164.514(b)", effective=date(2003, 4, 14), row="6a")
def s164_502_d_de_identified(request: DisclosureRequest) -> Permit | Silent:
    """Records under a valid basis of de-identification are not restricted."""
    if request.identifiable:
        return Silent(text="the records still tell who the person is", relevant=False)
    if request.basis is Basis.EXPERT_DETERMINATION and not _certified(request):
        return Silent(
            text="no expert's certificate in force says that the records identify nobody",
            citation="45 CFR 164.514(b)(1)",
        )
    return Permit(text="the records identify nobody")


def _certified(request: DisclosureRequest) -> bool:
    agreement = request.agreement
    kind = InstrumentKind.EXPERT_CERTIFICATE
    return (
        agreement is not None
        and agreement.instrument(kind, request.contributor, on=request.on) is not None
    )
