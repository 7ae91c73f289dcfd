"""ExplanationOfBenefit: a claim as a payer adjudicated it."""

from msgspec import Raw

from adapters.fhir.claims.amounts import Judged, dollars, judged
from adapters.fhir.claims.heads import Head, head_of
from adapters.fhir.claims.layouts import claim_layouts
from adapters.fhir.claims.parts import Adjudication, AnyClaim, Payment, Total
from adapters.fhir.datatypes import ABSENT
from adapters.fhir.unit import Unit
from adapters.fhir.words import words_in


class ExplanationOfBenefit(AnyClaim, tag="ExplanationOfBenefit"):
    """An adjudicated claim, as far as the tables look."""

    outcome: str | None = None
    sub_type: Raw = ABSENT
    adjudication: tuple[Adjudication, ...] = ()
    total: tuple[Total, ...] = ()
    payment: Payment = Payment()


def _head(benefit: ExplanationOfBenefit, unit: Unit) -> Head:
    """Read the head with its amounts: the totals, or else the header's adjudication."""
    header = judged(benefit.adjudication)
    lines = tuple(judged(item.adjudication) for item in benefit.item)
    totals = judged(benefit.total)
    paid = totals.paid if totals.paid is not None else header.paid
    whole = Judged(
        charged=totals.charged if totals.charged is not None else header.charged,
        allowed=totals.allowed if totals.allowed is not None else header.allowed,
        paid=paid if paid is not None else dollars(benefit.payment.amount),
        denied=header.denied,
        in_network=header.in_network,
        foreign=header.foreign or totals.foreign,
    )
    return head_of(
        benefit,
        unit,
        status=_status(benefit, whole, lines),
        adjudication=whole,
        lines=lines,
        paid=benefit.payment.date or benefit.created,
    )


def _status(benefit: ExplanationOfBenefit, whole: Judged, lines: tuple[Judged, ...]) -> str | None:
    """Return what became of the claim; a status that FHIR does not know is none."""
    if benefit.status == "cancelled":
        return "reversed"
    if benefit.outcome in {"queued", "error"}:
        return "pending"
    if benefit.status != "active":
        return None
    denied = "denied" in words_in(benefit.payment.type) or (whole.denied and not whole.paid)
    all_denied = bool(lines) and all(line.denied and not line.paid for line in lines)
    return "denied" if denied or all_denied else "paid"


RESOURCE = ExplanationOfBenefit
PREPARE = _head
LAYOUTS = claim_layouts(ExplanationOfBenefit, prefix="")
