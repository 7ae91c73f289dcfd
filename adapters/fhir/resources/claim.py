"""Claim: a claim as it was handed to a payer, not yet adjudicated."""

from adapters.fhir.claims.amounts import NOT_JUDGED, Judged
from adapters.fhir.claims.heads import Head, head_of
from adapters.fhir.claims.layouts import claim_layouts
from adapters.fhir.claims.parts import NO_MONEY, AnyClaim
from adapters.fhir.datatypes import Money
from adapters.fhir.unit import Unit

# No payer has said anything yet: a claim never counts as paid.
STATUSES = {"active": "pending", "cancelled": "reversed"}


class Claim(AnyClaim, tag="Claim"):
    """A claim that asks for payment, as far as the tables look."""

    total: Money = NO_MONEY


def _head(claim: Claim, unit: Unit) -> Head:
    foreign = claim.total.currency not in {None, "USD"}
    return head_of(
        claim,
        unit,
        status=STATUSES.get(claim.status or ""),
        lines=(NOT_JUDGED,) * len(claim.item),
        adjudication=Judged(charged=claim.total.value, foreign=foreign),
        paid=None,
    )


RESOURCE = Claim
PREPARE = _head
LAYOUTS = claim_layouts(Claim, prefix="Claim/")
