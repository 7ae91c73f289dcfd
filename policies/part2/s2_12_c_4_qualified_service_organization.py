"""42 CFR 2.12(c)(4): a program and the organisation that serves it."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.capacity import Capacity
from policies.purpose import OPERATIONS, PAYMENT, any_covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

SERVICES = frozenset({PAYMENT, OPERATIONS})
NO_THIRD_PARTY = "pass the records to nobody but a contract agent (42 CFR 2.11, 2.12(c)(4))"


@ground("42 CFR 2.12(c)(4)", effective=date(1987, 8, 10), row="12")
def s2_12_c_4_qualified_service_organization(request: DisclosureRequest) -> Permit | Silent:
    """A program may share records with the organisation that serves it under a live QSOA."""
    agreement = request.agreement
    if agreement is None or Capacity.PROGRAM not in request.capacities:
        return Silent(text="the contributor is not a program", relevant=False)
    parties = (request.contributor, request.recipient.id)
    if not any(
        paper.kind is InstrumentKind.QSOA and paper.binds(*parties)
        for paper in agreement.instruments
    ):
        return Silent(
            text="the program and the recipient have no service organisation agreement",
            relevant=False,
        )
    if agreement.instrument(InstrumentKind.QSOA, *parties, on=request.on) is None:
        return Silent(text="the service organisation agreement is not in force")
    if not any_covers(SERVICES, request.purpose):
        return Silent(text="the purpose is not a service to the program")
    return Permit(
        text="the recipient serves the program under a service organisation agreement",
        obligations=frozenset({NO_THIRD_PARTY}),
    )
