"""Whether terms make sense before anybody is asked to sign them; names the field, no value."""

from collections.abc import Iterable

from hub.measures.measure import measures
from hub.publication.noise.rates import rates_of_persons
from hub.services.refusal import Refused
from hub.store import participants
from hub.store.work import Work
from policies.agreement.agreement import Linkage, Reducer
from policies.agreement.instrument import InstrumentKind
from policies.agreement.release_rules import RELEASE_RULES, looser
from policies.basis import Basis
from policies.capacity import Capacity
from policies.data_class import ABOVE, APART
from policies.disclosure_control.entitlement import agreed_entitlement
from policies.disclosure_control.noisy_tier import TwoTiers
from policies.purpose import PURPOSES
from schemas.agreement_terms import AgreementTerms
from schemas.records import TABLES

PARTS = ("contributor", "recipient", "convener", "member")
SIGNED_HERE = (InstrumentKind.DUA, InstrumentKind.MOU, InstrumentKind.BAA, InstrumentKind.QSOA)
DATA_CLASSES = frozenset(ABOVE.values()) | frozenset(ABOVE) | APART
BASES = frozenset(Basis) - {Basis.IDENTIFIED}


def check_terms(work: Work, terms: AgreementTerms) -> None:
    """Refuse terms that hold a word that nobody knows, or that contradict one another."""
    for field, right in _words(terms):
        if not right:
            raise _wrong(field, "holds a word that is not known")
    if terms.expires < terms.effective:
        raise _wrong("expires", "lies before the first day")
    _check_entitlement(terms)
    _check_parties(work, terms)
    _check_columns(terms)
    if terms.instrument == InstrumentKind.DUA:
        _check_flow(terms)


def _words(terms: AgreementTerms) -> Iterable[tuple[str, bool]]:
    yield "instrument", terms.instrument in set(SIGNED_HERE)
    yield "capacities", set(terms.capacities) <= set(Capacity)
    yield "purposes", set(terms.purposes) <= PURPOSES
    yield "data_classes", set(terms.data_classes) <= DATA_CLASSES
    yield "basis", terms.basis in BASES
    yield "reduces", terms.reduces in set(Reducer)
    yield "linkage", terms.linkage in set(Linkage)
    yield "release_rules", {name for name, _ in terms.release_rules} <= set(RELEASE_RULES)
    yield "instruments", {each.kind for each in terms.instruments} <= set(InstrumentKind)
    yield "parties", {part for _, part in terms.parties} <= set(PARTS)


def _check_entitlement(terms: AgreementTerms) -> None:
    try:
        agreed = agreed_entitlement(terms.entitlement)
    except TwoTiers as wrong:
        raise Refused(rule="two-tiers", text=f"entitlement {wrong}", status=422) from None
    except ValueError:
        raise _wrong("entitlement", "is no table of who sees what") from None
    noisy = agreed.noisy.measures if agreed.noisy else ()
    known = {each.identifier for each in measures() if rates_of_persons(each)}
    if not known >= set(noisy):
        raise _wrong("entitlement", "tells with noise a measure that does not count persons")


def _check_parties(work: Work, terms: AgreementTerms) -> None:
    known = {each.id for each in participants.every(work) if each.left_at is None}
    if len(terms.parties) < 2:
        raise _wrong("parties", "are at least two")
    if not {party for party, _ in terms.parties} <= known:
        raise _wrong("parties", "name somebody who does not take part")
    contributors = [party for party, part in terms.parties if part == "contributor"]
    flows = terms.instrument == InstrumentKind.DUA
    if len(contributors) != (1 if flows else 0):
        raise _wrong("parties", "hold one contributor where records flow, and none elsewhere")


def _check_columns(terms: AgreementTerms) -> None:
    for table, names in terms.columns:
        if table not in TABLES or not set(names) <= set(TABLES[table].names):
            raise _wrong("columns", "name a table or a column that there is not")


def _check_flow(terms: AgreementTerms) -> None:
    for field in ("capacities", "purposes", "data_classes", "recipients"):
        if not getattr(terms, field):
            raise _wrong(field, "need at least one choice")
    _check_release_rules(terms)
    if terms.linkage == Linkage.KEYED and terms.basis == Basis.SAFE_HARBOR:
        raise _wrong("linkage", "by a key is no Safe Harbor (45 CFR 164.514(c))")


def _check_release_rules(terms: AgreementTerms) -> None:
    asked = dict(terms.release_rules)
    if not all(0 < number <= RELEASE_RULES[name].most for name, number in asked.items()):
        raise _wrong("release_rules", "hold a number that is no such number")
    if looser(asked, on=terms.effective):
        raise _wrong("release_rules", "may only be stricter than the network's")


def _wrong(field: str, why: str) -> Refused:
    return Refused(rule="bad-terms", text=f"{field.replace('_', ' ')} {why}", status=422)
