"""Whether a release may tell of amounts of money, and what to say where it may not."""

from collections.abc import Collection, Sequence
from datetime import date

from hub.measures.measure import measure_named
from hub.publication.contribution import Contribution
from policies.agreement.release_rules import ReleaseNumbers, strictest
from policies.disclosure_control.age_of_cost import old_enough
from schemas.record import record

COST = "cost"
NOT_AGREED = "it tells of amounts of money, and not all who handed in claims agreed to that"
TOO_YOUNG = "it tells of amounts of money, and these are told once they are some months old"


@record
class CostTerms:
    """The terms that a release has, and why it lacks that of cost (empty: it has it)."""

    given: frozenset[str]
    why_not: str


def cost_terms(contributions: Sequence[Contribution], *, last: date, on: date) -> CostTerms:
    """Return the term of cost where all agreed who hand in claims, and amounts are old enough.

    Amounts of some alone would mislead. `last` is the last day of the period.
    """
    claims = [each for each in contributions if each.dataset.table("claim_line") is not None]
    if not claims or not all(each.agreement.cost for each in claims):
        return CostTerms(given=frozenset(), why_not=NOT_AGREED)
    asked = strictest(each.agreement.release_rules for each in contributions)
    months = ReleaseNumbers(on=on, asked=asked)["minimum_age_of_cost_months"]
    if not old_enough(last, on=on, months=int(months)):
        return CostTerms(given=frozenset(), why_not=TOO_YOUNG)
    return CostTerms(given=frozenset({COST}), why_not="")


def left_out(asked: Collection[str], terms: CostTerms) -> list[dict[str, str]]:
    """Return the measures that are asked for and need a term that the release has not."""
    chosen = [measure_named(name) for name in asked]
    return [
        {"measure": each.identifier, "title": each.title, "why": terms.why_not}
        for each in chosen
        if each.term is not None and each.term not in terms.given
    ]
