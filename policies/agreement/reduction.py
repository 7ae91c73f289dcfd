"""Who reduces the records: the participant at home, or the hub on its behalf."""

from datetime import date

from policies.agreement.agreement import Reducer
from policies.agreement.instrument import InstrumentKind
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction

ON_BEHALF = (InstrumentKind.BAA, InstrumentKind.QSOA)


@restriction("45 CFR 164.502(d)(1); agreement, reduction", effective=date(2003, 4, 14), row="1")
def reduction(request: DisclosureRequest) -> Deny | Silent:
    """The hub reduces records only as the associate or service organisation of their holder."""
    agreement = request.agreement
    if agreement is None or agreement.reduces is not Reducer.HUB:
        return Silent(text="the participant reduces its records at home")
    if any(agreement.instrument(kind, request.contributor, on=request.on) for kind in ON_BEHALF):
        return Silent(text="the hub reduces the records on behalf of their holder")
    return Deny(
        text="the hub may not reduce the records: it acts for their holder under no agreement"
    )
