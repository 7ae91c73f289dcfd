"""The amounts and the reasons of an adjudication.

Sources: HL7 adjudication value codes; CARIN Blue Button (benefitpaymentstatus, denialreason);
CMS Blue Button, whose codes are the names of its variables.
"""

from collections.abc import Sequence

from msgspec import Struct

from adapters.fhir.claims.parts import Adjudication, Total
from adapters.fhir.datatypes import Money
from adapters.fhir.words import words_in

CHARGED = ("submitted", "line_sbmtd_chrg_amt", "rev_cntr_tot_chrg_amt", "clm_tot_chrg_amt")
ALLOWED = ("eligible", "allowed", "line_alowd_chrg_amt")
PAID = (
    "benefit",
    "line_nch_pmt_amt",
    "line_prvdr_pmt_amt",
    "rev_cntr_pmt_amt_amt",
    "paidtoprovider",
)
DOLLARS = frozenset({None, "USD"})


class Judged(Struct, frozen=True, gc=False):
    """What an adjudication comes to: US dollars, denied or not, in network or not said."""

    charged: float | None = None
    allowed: float | None = None
    paid: float | None = None
    denied: bool = False
    in_network: bool | None = None
    foreign: bool = False


NOT_JUDGED = Judged()


def judged(entries: Sequence[Adjudication | Total]) -> Judged:
    """Read the entries of an adjudication or of the totals."""
    if not entries:
        return NOT_JUDGED
    amounts: dict[str, float | None] = {}
    denied, foreign, in_network = False, False, None
    for entry in entries:
        words = words_in(entry.category)
        foreign = foreign or entry.amount.currency not in DOLLARS
        denied = denied or "denialreason" in words
        for word in words:
            amounts.setdefault(word, entry.amount.value)
        if isinstance(entry, Adjudication):
            said = _in_network(entry)
            in_network = said if in_network is None else in_network
    return Judged(
        charged=_first(amounts, CHARGED),
        allowed=_first(amounts, ALLOWED),
        paid=_first(amounts, PAID),
        denied=denied,
        in_network=in_network,
        foreign=foreign,
    )


def dollars(money: Money) -> float | None:
    """Return an amount of US dollars."""
    return money.value if money.currency in DOLLARS else None


def _in_network(entry: Adjudication) -> bool | None:
    reasons = words_in(entry.reason)
    if "innetwork" in reasons:
        return True
    return False if "outofnetwork" in reasons else None


def _first(amounts: dict[str, float | None], names: tuple[str, ...]) -> float | None:
    return next((amounts[name] for name in names if amounts.get(name) is not None), None)
