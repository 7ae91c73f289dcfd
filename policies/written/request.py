"""A request as JSON, for `hub decide`: the facts, and the documents of the patient's consents."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from policies.agreement.agreement import Agreement
from policies.basis import Basis
from policies.capacity import Capacity
from policies.consent.consent import Consent, ConsentState, Standing
from policies.consent.fhir.actor import names
from policies.consent.fhir.consent import UnreadableConsent, patients, read_consent
from policies.consent.judge import judge
from policies.consent.revocation import revoked_with_copies
from policies.consent.several import Strategy, combined, newest_first
from policies.consent.terms import Question
from policies.data_class import data_class
from policies.part2.s2_51_medical_emergency import RECORD
from policies.purpose import PURPOSES, purpose_of
from policies.recipient import Recipient, own_names, spelled
from policies.request import DisclosureRequest, Provenance
from policies.sensitivity import label_of
from policies.written.agreement import CAPACITIES, read_agreement
from policies.written.members import Members
from policies.written.restrictions import read_restrictions
from schemas.record import record


class UnreadableRequest(ValueError):
    """A request that cannot be judged; `problems` names everything wrong with it, and no value."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@record
class _Contributor:
    id: str
    capacities: frozenset[Capacity]
    state: str = ""


@record
class _Patient:
    names: frozenset[str]
    age: int | None = None


def read_request(
    document: object, *, now: datetime, strategy: Strategy = Strategy.DENY_OVERRIDES
) -> DisclosureRequest:
    """Read a request as of `now`, the consents judged; UnreadableRequest with all that is wrong.

    `contributor` is a name, or {id, capacity, state}; `patient` a name, or {id, age}, or a FHIR
    Reference. A consent of another patient does not count. `basis` null means that nothing was
    reduced, `plan_sponsor` that the patient's plan is self-funded, and by whom.
    """
    if not isinstance(document, Mapping):
        raise UnreadableRequest(["the request is not a JSON object"])
    problems = list[str]()
    members = Members(document, problems, within="")
    agreement = _agreement(members, problems)
    contributor, patient = _contributor(members, problems), _patient(members, problems)
    consents = revoked_with_copies(_consents(members, patient, problems), now)
    recipient, purpose = _recipient(members, problems), _purpose(members)
    restrictions = read_restrictions(members, problems, recipient=recipient, purpose=purpose)
    asked_class = data_class(members.text("data_class"))
    question = Question(
        recipient=recipient,
        purpose=purpose,
        data_class=asked_class,
        now=now,
        disclosers=own_names(Recipient(id=contributor.id, type="contributor")),
    )
    basis, provenance = _basis(members), members.chosen("provenance", Provenance, otherwise=None)
    sensitivity = frozenset(label_of(word) for word in members.words("sensitivity"))
    opted_out = members.flag("opted_out", otherwise=False)
    sponsor = members.text("plan_sponsor", required=False)
    emergency = members.among("emergency", RECORD, kind="part of its record", required=False)
    members.unknown()
    if problems:
        raise UnreadableRequest(problems)
    return DisclosureRequest(
        now=now,
        contributor=contributor.id,
        capacities=contributor.capacities | (agreement.capacities if agreement else frozenset()),
        recipient=recipient,
        purpose=purpose,
        data_class=asked_class,
        basis=basis,
        provenance=provenance,
        sensitivity=sensitivity,
        consent=_state([*consents, *restrictions], question, strategy),
        opted_out=opted_out,
        agreement=agreement,
        strict=agreement is not None and agreement.strict,
        state=contributor.state or (agreement.state if agreement else ""),
        age=patient.age,
        signers=_signers(consents, question),
        emergency=emergency,
        unauthorised_plan=bool(sponsor) and not _authorised(sponsor, agreement),
    )


def _authorised(sponsor: str, agreement: Agreement | None) -> bool:
    return agreement is not None and sponsor in agreement.sponsors


def _signers(consents: Sequence[Consent], question: Question) -> frozenset[str]:
    in_force = (one for one in consents if judge(one, question).standing is Standing.IN_FORCE)
    return frozenset[str]().union(*(one.signers for one in in_force))


def _purpose(members: Members) -> str:
    found = purpose_of(members.text("purpose"))
    if found and found not in PURPOSES:
        members.complain("purpose", "is no purpose of use (v3-ActReason)")
    return found


def _basis(members: Members) -> Basis:
    if members.is_null("basis"):
        return Basis.IDENTIFIED
    return members.chosen("basis", Basis, otherwise=None)


def _state(consents: Sequence[Consent], question: Question, strategy: Strategy) -> ConsentState:
    judged = newest_first(judge(consent, question) for consent in consents)
    return combined(judged, strategy)


def _agreement(members: Members, problems: list[str]) -> Agreement | None:
    if members.is_null("agreement"):
        return None
    held = members.one_object("agreement")
    return read_agreement(held, problems) if held is not None else None


def _contributor(members: Members, problems: list[str]) -> _Contributor:
    if not members.is_object("contributor"):
        return _Contributor(id=members.text("contributor"), capacities=frozenset())
    inside = Members(members.one_object("contributor") or {}, problems, within="contributor.")
    words = inside.among("capacity", CAPACITIES, kind="capacity", required=False)
    found = _Contributor(
        id=inside.text("id"),
        capacities=frozenset(Capacity(word) for word in words),
        state=inside.text("state", required=False).upper(),
    )
    inside.unknown()
    return found


def _recipient(members: Members, problems: list[str]) -> Recipient:
    held = members.one_object("recipient")
    if held is None:
        return Recipient(id="", type="")
    inside = Members(held, problems, within="recipient.")
    for known in ("reference", "identifier", "display"):
        inside.ask(known)
    found = Recipient(
        id=inside.text("id"),
        type=spelled(inside.text("type")),
        relationship=spelled(inside.text("relationship", required=False)),
        aliases=frozenset(names(held, {})),
    )
    inside.unknown()
    return found


def _patient(members: Members, problems: list[str]) -> _Patient:
    if members.is_null("patient"):
        return _Patient(names=frozenset())
    if not members.is_object("patient"):
        return _Patient(names=frozenset({members.text("patient")} - {""}))
    held = members.one_object("patient") or {}
    inside = Members(held, problems, within="patient.")
    age = inside.number("age")
    plain = {inside.text(name, required=False) for name in ("id", "reference", "value")} - {""}
    for ignored in ("identifier", "type", "display", "system", "use"):
        inside.ask(ignored)
    inside.unknown()
    known = frozenset(plain) | frozenset(names({"identifier": held.get("identifier")}, {}))
    if not known:
        members.complain("patient", "names nobody")
    return _Patient(names=known, age=None if age is None else int(age))


def _consents(members: Members, patient: _Patient, problems: list[str]) -> list[Consent]:
    asked = {_last(name) for name in patient.names}
    consents = list[Consent]()
    for number, held in enumerate(members.objects("consents"), start=1):
        try:
            consent = read_consent(held)
        except UnreadableConsent as fault:
            problems += [f"consent {number}: {what}" for what in fault.problems]
            continue
        if asked & {_last(name) for name in patients(held)}:
            consents.append(consent)
    return consents


def _last(name: str) -> str:
    return name.rsplit("/", maxsplit=1)[-1]
