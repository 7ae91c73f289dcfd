"""The scope of an agreement: whose records, to whom, for what, and how far reduced."""

from datetime import date

from policies import data_class, purpose
from policies.agreement.agreement import Agreement
from policies.basis import within
from policies.recipient import named
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground


@ground("45 CFR 164.514(e)(4); agreement, scope", effective=date(2003, 4, 14), row="1")
def scope(request: DisclosureRequest) -> Permit | Silent:
    """An agreement permits what it covers: parties, recipient, purpose, class of data and basis."""
    agreement = request.agreement
    if agreement is None:
        return Silent(text="there is no agreement that covers this")
    if request.contributor not in agreement.parties:
        return Silent(text="the contributor is not a party to the agreement")
    if not named(request.recipient, agreement.recipients | agreement.parties):
        return Silent(text="the agreement does not name the recipient")
    if (stated := clause(agreement, request.purpose, request.data_class)) is None:
        return Silent(text=_outside(agreement, request))
    if not within(request.basis, agreement.basis):
        return Silent(text="the records tell more of the person than the agreement allows")
    return Permit(text="the agreement covers this", clause=stated)


def clause(agreement: Agreement, asked_purpose: str, asked_class: str) -> str | None:
    """Return the clause that covers a purpose and class of data, as words; None where none does."""
    purposes = sorted(name for name in agreement.purposes if purpose.covers(name, asked_purpose))
    classes = sorted(
        name
        for name in agreement.data_classes
        if data_class.any_covers(frozenset({name}), asked_class)
    )
    if not purposes or not classes:
        return None
    return f"agreement {agreement.id}: purpose {purposes[0]}, data class {classes[0]}"


def _outside(agreement: Agreement, request: DisclosureRequest) -> str:
    if purpose.any_covers(agreement.purposes, request.purpose):
        return "the agreement does not cover this class of data"
    return "the agreement does not cover this purpose"
