"""42 CFR 2.61-2.67: a court order authorises, a subpoena compels, and both are needed."""

from datetime import date
from types import MappingProxyType

from policies.agreement.instrument import InstrumentKind
from policies.data_class import APART
from policies.purpose import LEGAL, covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

# What an order must state: 42 CFR 2.64(b)-(e) for civil matters, and 2.65(b)-(e) besides for
# those who investigate or prosecute the patient.
FINDINGS = MappingProxyType(
    {
        "notice": "that patient and holder had notice",
        "opportunity-to-respond": "that they could respond",
        "good-cause": "good cause: no other way, and the public interest outweighs the injury",
        "limits": "its limits: what is essential, who may see it, how the patient is protected",
    }
)
FINDINGS_ON_CRIME = MappingProxyType(
    {
        "extremely-serious-crime": "an extremely serious crime",
        "substantial-value": "that the records are likely to be of substantial value",
    }
)
WITHIN_THE_ORDER = (
    "disclose no more than the order names, to those it names (42 CFR 2.64(e), 2.65(e))"
)


@ground("42 CFR 2.61-2.65", effective=date(1987, 8, 10), row="5")
def s2_61_court_order(request: DisclosureRequest) -> Permit | Silent:
    """Records go to proceedings under a court order with its findings and a subpoena.

    Communications of counselling (42 CFR 2.63) are left to people.
    """
    if not covers(LEGAL, request.purpose):
        return Silent(text="the purpose is not one of proceedings", relevant=False)
    if why := _lacking(request):
        return Silent(text=why)
    return Permit(
        text="a court order authorises the disclosure and a subpoena compels it",
        obligations=frozenset({WITHIN_THE_ORDER}),
    )


def compelled(request: DisclosureRequest) -> bool:
    """Tell whether an order with its findings and a subpoena ask for just this."""
    return covers(LEGAL, request.purpose) and not _lacking(request)


def _lacking(request: DisclosureRequest) -> str:
    agreement, parties = request.agreement, (request.contributor, request.recipient.id)
    if request.data_class in APART:
        return "communications of counselling need findings that people must examine"
    order = agreement and agreement.instrument(InstrumentKind.COURT_ORDER, *parties, on=request.on)
    if not order:
        return "there is no court order in force"
    needed = FINDINGS | (FINDINGS_ON_CRIME if covers("LAWENF", request.purpose) else {})
    if missing := [words for name, words in needed.items() if name not in order.attests]:
        return f"the court order does not state {'; '.join(missing)}"
    if not agreement or not agreement.instrument(InstrumentKind.SUBPOENA, *parties, on=request.on):
        return "the court order only authorises; there is no subpoena in force"
    return ""
