"""Facts for the rules: a request, agreement and consent that are in order, but for what is named."""

from datetime import UTC, date, datetime

from policies.agreement.agreement import Agreement, Signature
from policies.agreement.instrument import Instrument, InstrumentKind
from policies.basis import Basis
from policies.capacity import Capacity
from policies.consent.consent import Consent, ConsentState, Expiry, Provision, Standing
from policies.consent.terms import Question
from policies.moment import Moment
from policies.part2.s2_61_court_order import FINDINGS, FINDINGS_ON_CRIME
from policies.recipient import Recipient
from policies.request import DisclosureRequest, Provenance
from policies.rule import Answer, Deny, Permit
from schemas.records.consent_directive import ELEMENTS

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOW.date()
HUB = Recipient(id="hub", type="network")
PROGRAM = frozenset({Capacity.PROGRAM})
PAYER = frozenset({Capacity.COVERED_ENTITY})
IN_FORCE = ConsentState(standing=Standing.IN_FORCE)


def said(answer: Answer) -> str:
    """Return what a rule answered, as the rule book prints it."""
    if isinstance(answer, Permit):
        return "permit"
    return f"deny: {answer.text}" if isinstance(answer, Deny) else f"silent: {answer.text}"


def state(standing: Standing, **facts: object) -> ConsentState:
    """Return the state of somebody's consents."""
    return ConsentState(standing=standing, **facts)


def request(**facts: object) -> DisclosureRequest:
    """Return a program's identifiable Part 2 claims, asked for by the hub for quality improvement."""
    given = {
        "now": NOW,
        "contributor": "contributor",
        "capacities": PROGRAM,
        "recipient": HUB,
        "purpose": "HQUALIMP",
        "data_class": "claims",
        "basis": Basis.LIMITED_DATA_SET,
        "provenance": Provenance.YES,
        "sensitivity": frozenset({"SUD"}),
        "consent": IN_FORCE,
        "opted_out": False,
        "agreement": agreement(),
        "strict": False,
    }
    return DisclosureRequest(**(given | facts))


def on(day: date) -> dict[str, datetime]:
    """Return the fact that it is noon of that day."""
    return {"now": datetime(day.year, day.month, day.day, 12, tzinfo=UTC)}


def agreement(**terms: object) -> Agreement:
    """Return an agreement on a limited data set, signed by both and in force all of 2026."""
    given = {
        "id": "A1",
        "parties": frozenset({"contributor", "hub"}),
        "text_hash": "text-1",
        "signatures": (signature("contributor"), signature("hub")),
        "capacities": PROGRAM,
        "purposes": frozenset({"HOPERAT"}),
        "data_classes": frozenset({"claims", "clinical", "roster"}),
        "basis": Basis.LIMITED_DATA_SET,
        "recipients": frozenset({"hub"}),
        "effective": date(2026, 1, 1),
        "expires": date(2026, 12, 31),
    }
    return Agreement(**(given | terms))


def signature(party: str, *, text_hash: str = "text-1", on: date = date(2025, 12, 1)) -> Signature:
    """Return a party's signature under a text."""
    return Signature(party=party, text_hash=text_hash, on=on)


def paper(kind: InstrumentKind, **terms: object) -> Instrument:
    """Return a paper between the contributor and the hub, in force all of 2026."""
    given = {
        "kind": kind,
        "parties": frozenset({"contributor", "hub"}),
        "effective": date(2026, 1, 1),
        "expires": date(2026, 12, 31),
    }
    return Instrument(**(given | terms))


def with_paper(kind: InstrumentKind, *, attests_tpo_receipt: bool = False, **terms: object):
    """Return an agreement with one paper beneath it."""
    return agreement(instruments=(paper(kind, **terms),), attests_tpo_receipt=attests_tpo_receipt)


def with_papers(*papers: Instrument) -> Agreement:
    """Return an agreement with these papers beneath it."""
    return agreement(instruments=papers)


def order(*without: str, **terms: object) -> Instrument:
    """Return a court order with every finding on crime too, less those in `without`."""
    stated = frozenset({*FINDINGS, *FINDINGS_ON_CRIME}) - set(without)
    return paper(InstrumentKind.COURT_ORDER, attests=stated, **terms)


def consent(**facts: object) -> Consent:
    """Return a complete consent to the hub for treatment, payment and operations, for 2026."""
    given = {
        "patient": "p1",
        "elements": frozenset(ELEMENTS),
        "provisions": (permission(),),
        "expiry": Expiry.DAY,
        "signed": Moment(day=date(2026, 3, 1)),
        "ends": Moment(day=date(2026, 12, 31)),
    }
    return Consent(**(given | facts))


def permission(**terms: object) -> Provision:
    """Return a provision that permits disclosure to the hub for treatment, payment, operations."""
    given = {
        "permits": True,
        "recipients": frozenset({"hub"}),
        "purposes": frozenset({"TREAT", "HPAYMT", "HOPERAT"}),
    }
    return Provision(**(given | terms))


def refusal(**terms: object) -> Provision:
    """Return a provision that denies what it speaks of."""
    return Provision(**({"permits": False} | terms))


def without(*elements: str) -> frozenset[str]:
    """Return every element of 42 CFR 2.31(a) but these."""
    return frozenset(ELEMENTS) - set(elements)


def question(**facts: object) -> Question:
    """Return the hub's question: quality improvement, claims, now."""
    given = {"recipient": HUB, "purpose": "HQUALIMP", "data_class": "claims", "now": NOW}
    return Question(**(given | facts))
