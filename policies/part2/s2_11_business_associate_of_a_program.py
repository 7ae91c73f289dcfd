"""42 CFR 2.11: a business associate of a program that is a covered entity serves it as well."""

from datetime import date

from policies.agreement.instrument import InstrumentKind
from policies.capacity import Capacity
from policies.part2.s2_12_c_4_qualified_service_organization import NO_THIRD_PARTY, SERVICES
from policies.purpose import any_covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

BOTH = frozenset({Capacity.PROGRAM, Capacity.COVERED_ENTITY})


@ground("42 CFR 2.11, 2.12(c)(4)", effective=date(2024, 4, 16), row="12")
def s2_11_business_associate_of_a_program(request: DisclosureRequest) -> Permit | Silent:
    """A business associate of a program that is a covered entity is its service organisation."""
    if request.agreement is None or not request.capacities >= BOTH:
        return Silent(text="the contributor is not a program and covered entity", relevant=False)
    parties = (request.contributor, request.recipient.id)
    if request.agreement.instrument(InstrumentKind.BAA, *parties, on=request.on) is None:
        return Silent(
            text="the program and the recipient have no business associate agreement in force",
            relevant=False,
        )
    if not any_covers(SERVICES, request.purpose):
        return Silent(text="the purpose is not a service to the program")
    return Permit(
        text="the recipient serves the program as its business associate",
        obligations=frozenset({NO_THIRD_PARTY}),
    )
