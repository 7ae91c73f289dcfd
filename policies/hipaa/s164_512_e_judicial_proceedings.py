"""45 CFR 164.512(e): judicial and administrative proceedings."""

from datetime import date

from policies.part2.s2_61_court_order import compelled
from policies.purpose import LEGAL, covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground


@ground("45 CFR 164.512(e)", effective=date(2003, 4, 14), row="5")
def s164_512_e_judicial_proceedings(request: DisclosureRequest) -> Permit | Silent:
    """Records may go to proceedings under a court's order; the hub asks for a subpoena as well."""
    if not covers(LEGAL, request.purpose):
        return Silent(text="the purpose is not one of proceedings", relevant=False)
    if not compelled(request):
        return Silent(text="no court order and subpoena in force ask for this")
    return Permit(text="a court order and a subpoena ask for this")
