"""What holds for all lines of a claim, gathered once from wherever the claim says it."""

from msgspec import Raw, Struct

from adapters.fhir.claims.amounts import Judged
from adapters.fhir.claims.diagnoses import Diagnoses, diagnoses_of
from adapters.fhir.claims.parts import AnyClaim, CareTeam, Supporting
from adapters.fhir.datatypes import ABSENT, NO_PERIOD, Period
from adapters.fhir.identifiers import pointer
from adapters.fhir.unit import Unit
from adapters.fhir.words import words_in

# Roles of those who did not themselves treat the person under this claim.
APART = frozenset({"referring", "pcp", "prescribing", "site", "supervising", "supervisor", "other"})
LEADING = ("attending", "rendering", "performing", "operating", "primary")
FREQUENCIES = {"1": "original", "7": "replacement", "8": "void"}
TYPES = {
    "professional": "professional",
    "institutional": "institutional",
    "pharmacy": "pharmacy",
    "oral": "dental",
    "dental": "dental",
    "vision": "vision",
}
NO_FACT = Supporting()


class Head(Struct, frozen=True, gc=False):
    """A claim and what it says of itself; `judged` is its adjudication, `lines` that of each."""

    claim: AnyClaim
    diagnoses: Diagnoses
    judged: Judged
    lines: tuple[Judged, ...]
    kind: str | None = None
    status: str | None = None
    bill_type: Raw | bytes = ABSENT
    drg: Raw | bytes = ABSENT
    admission: Period = NO_PERIOD
    discharge_status: Raw | bytes = ABSENT
    procedures: bytes = b""
    supply_days: float | None = None
    replaces: str | None = None
    frequency: str | None = None
    paid: str | None = None
    practice: str | None = None
    provider: str | None = None


def head_of(
    claim: AnyClaim,
    unit: Unit,
    *,
    status: str | None,
    adjudication: Judged,
    lines: tuple[Judged, ...],
    paid: str | None,
) -> Head:
    """Gather the head of a claim, whose status, amounts and day of payment are known."""
    facts = _facts(claim)
    admission = _first(facts, "admissionperiod", "hospitalized")
    supply = _first(facts, "dayssupply")
    bill_type = _first(facts, "typeofbill").code
    diagnoses = diagnoses_of(claim, unit)
    replaces = _replaces(claim)
    return Head(
        claim=claim,
        diagnoses=diagnoses,
        judged=adjudication,
        lines=lines,
        kind=_kind(claim),
        status=status,
        bill_type=bill_type,
        drg=_first(facts, "drg").code if "drg" in facts else diagnoses.drg,
        admission=admission.timing_period,
        discharge_status=_first(facts, "discharge-status", "dischargestatus", "discharge").code,
        procedures=_procedures(claim),
        supply_days=supply.value_quantity.value,
        replaces=replaces,
        frequency=_frequency(bill_type, replaces),
        paid=paid,
        practice=practice_of(claim),
        provider=provider_of(claim, claim.care_team),
    )


def _facts(claim: AnyClaim) -> dict[str, Supporting]:
    """Return the supporting facts by the words of their categories, the first of each."""
    facts: dict[str, Supporting] = {}
    for found in claim.supporting_info:
        for word in words_in(found.category):
            facts.setdefault(word, found)
    return facts


def _first(facts: dict[str, Supporting], *names: str) -> Supporting:
    return next((facts[name] for name in names if name in facts), NO_FACT)


def _procedures(claim: AnyClaim) -> bytes:
    """Return the procedures as one JSON array of concepts, in the order of the claim."""
    ordered = sorted(claim.procedure, key=lambda done: done.sequence or 0)
    spellings = [bytes(done.procedure_codeable_concept) for done in ordered]
    spellings = [spelling for spelling in spellings if spelling]
    return b"[" + b",".join(spellings) + b"]" if spellings else b""


def practice_of(claim: AnyClaim) -> str | None:
    """Return the reference to the billing organization, or else to the facility."""
    billing = pointer(claim.provider, "Organization")
    if billing is not None and not billing.startswith(("Practitioner", "#")):
        return billing
    return pointer(claim.facility, "Location") or billing


def provider_of(claim: AnyClaim, team: tuple[CareTeam, ...]) -> str | None:
    """Return the reference to who treated the person: of the care team, or else who billed."""
    treated = [found for found in team if _rank(found) < len(LEADING)]
    treated.sort(key=lambda found: (_rank(found), found.sequence or 0))
    pointers = (pointer(found.provider, "Practitioner") for found in treated)
    treating = next((found for found in pointers if found), None)
    return treating or pointer(claim.provider, "Practitioner")


def _rank(member: CareTeam) -> int:
    """Rank a member of the care team by role; those who stood apart come last."""
    roles = words_in(member.role)
    if not roles:
        return len(LEADING) - 1
    if not APART.isdisjoint(roles):
        return len(LEADING)
    return next((rank for rank, role in enumerate(LEADING) if role in roles), len(LEADING) - 1)


def _kind(claim: AnyClaim) -> str | None:
    """Return the type of the claim; a word that the table does not know is told of there."""
    words = words_in(claim.type)
    known = sorted(words & TYPES.keys()) or sorted(words)
    return TYPES.get(known[0], known[0]) if known else None


def _replaces(claim: AnyClaim) -> str | None:
    for found in claim.related:
        if not words_in(found.relationship).isdisjoint({"prior", "replaces", "replaced"}):
            return pointer(found.claim, "Claim")
    return None


def _frequency(bill_type: Raw, replaces: str | None) -> str | None:
    """The last digit of the type of bill is the frequency of the claim (NUBC)."""
    code = next(iter(sorted(words_in(bill_type))), "")
    return FREQUENCIES.get(code[-1:], "replacement" if replaces else None)
