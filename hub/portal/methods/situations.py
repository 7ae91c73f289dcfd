"""What may flow of substance use records: situations of a clinic, as the rules answer them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from policies.decision import Authority, Decision, Reason
from policies.part2.s2_51_medical_emergency import RECORD
from policies.regime import decide
from policies.regimes import REGIMES
from policies.states.no_state_named import FIND_OUT
from policies.written.request import read_request
from schemas.record import record

Json = Mapping[str, object]
BOTH = ["program", "clinic"]


@record
class Answer:
    """One situation and what the rules say to it, the reasons of law first."""

    title: str
    permitted: bool
    no_consent: bool
    reasons: tuple[Reason, ...]
    obligations: tuple[str, ...]


def answers(now: datetime) -> dict[str, list[Answer]]:
    """Return every situation under its heading, decided as of `now` (aware)."""
    return {
        heading: [_answer(title, asked, now) for title, asked in situations(now).items()]
        for heading, situations in _SITUATIONS.items()
    }


def _answer(title: str, asked: Json, now: datetime) -> Answer:
    decision = decide(read_request(asked, now=now), REGIMES)
    return Answer(
        title=title,
        permitted=decision.permitted,
        no_consent=str(decision.outcome) == "no-consent",
        reasons=tuple(_told(decision)),
        obligations=tuple(sorted(decision.obligations - {FIND_OUT})),
    )


def _told(decision: Decision) -> Iterator[Reason]:
    """Yield what a clinician wants to know: of a permission the law's part, of a refusal all."""
    for reason in sorted(decision.reasons, key=_part2_first):
        of_law = reason.authority is Authority.LAW and not reason.rule.startswith("states/")
        if not decision.permitted or of_law:
            yield reason


def _part2_first(reason: Reason) -> bool:
    return not reason.citation.startswith("42 CFR")


def _treatment(now: datetime) -> dict[str, Json]:
    signed = _consent(now)
    return {
        "Another clinic asks, and the patient signed a complete consent": _asked(signed),
        "Another clinic asks, and there is no consent": _asked(),
        "The patient revoked the consent": _asked(signed | {"status": "inactive"}),
        "The patient revoked it with one who holds a copy": _asked(
            signed, signed | {"status": "inactive"}
        ),
        "The consent names nobody who may disclose": _asked(_consent(now, organization=[])),
        "The consent says “my treating providers”, and nothing shows that the clinic treats"
        " the patient": _asked(_consent(now, to={"display": "My treating providers"})),
        "The same, and the clinic is known to treat the patient": _asked(
            _consent(now, to={"display": "My treating providers"}),
            recipient={
                "id": "clinic",
                "type": "practice",
                "relationship": "treating-provider",
            },
        ),
        "The patient asked for a restriction, and the program agreed": _asked(
            signed, restrictions=[{"asked": _day(now, -1), "agreed": True}]
        ),
    }


def _emergencies(_now: datetime) -> dict[str, Json]:
    return {
        "A medical emergency, written down at once": _asked(
            purpose="ETREAT", emergency=sorted(RECORD)
        ),
        "A medical emergency of which nothing was written down": _asked(purpose="ETREAT"),
    }


def _operations(now: datetime) -> dict[str, Json]:
    signed = _consent(now)
    return {
        "A program sends a limited data set to who serves it, under a service organisation"
        " agreement": _asked(**_quality("QSOA")),
        "The same without any paper or consent": _asked(**_quality("MOU")),
        "Records that identify nobody": _asked(**_quality("MOU") | {"basis": "safe_harbor"}),
        "Marketing": _asked(signed, purpose="HMARKT"),
    }


def _without_consent(_now: datetime) -> dict[str, Json]:
    return {
        "Research with an approval that rests on a waiver": _asked(
            purpose="HRESCH", agreement=_agreed(("research-approval", ["hipaa-waiver"]))
        ),
        "Research without an approval": _asked(purpose="HRESCH"),
        "A payer audits under an agreement": _asked(
            purpose="HCOMPL",
            agreement=_agreed(("audit-agreement", ["third-party-payer"])),
        ),
        "A public health authority asks for records of persons": _asked(
            purpose="PUBHLTH", recipient={"id": "clinic", "type": "public-health-authority"}
        ),
        "A public health authority asks for records that identify nobody": _asked(
            purpose="PUBHLTH", basis="safe_harbor"
        ),
    }


def _proceedings(_now: datetime) -> dict[str, Json]:
    return {
        "A subpoena alone": _asked(purpose="LEGAL", agreement=_agreed(("subpoena", []))),
        "A court order with its findings, and a subpoena": _asked(
            purpose="LEGAL", agreement=_agreed(("subpoena", []), ("court-order", _FOUND))
        ),
        "Police ask": _asked(purpose="LAWENF"),
    }


def _notes(now: datetime) -> dict[str, Json]:
    signed = _consent(now)
    return {
        "Notes of substance use counselling, under a general consent": _asked(
            signed, data_class="sud-counselling-notes"
        ),
        "The same, under a consent for these notes alone": _asked(
            _consent(now, **{"class": [{"code": "sud-counselling-notes"}]}),
            data_class="sud-counselling-notes",
        ),
        "Psychotherapy notes": _asked(signed, data_class="psychotherapy-notes"),
    }


def _other_records(_now: datetime) -> dict[str, Json]:
    return {
        "An ordinary clinic notes a substance use disorder, for treatment": _asked(
            provenance="no", contributor=_CLINIC
        ),
        "Nobody knows whether the source is a program": _asked(
            provenance="unknown", contributor=_CLINIC
        ),
        "The source is no program, but the record came marked as one of 42 CFR Part 2": _asked(
            provenance="no", contributor=_CLINIC, sensitivity=["SUD", "42CFRPart2"]
        ),
    }


def _minors(now: datetime) -> dict[str, Json]:
    signed = _consent(now)
    return {
        "A patient of fifteen signed": _asked(signed, **_of_age(15)),
        "A parent signed for a patient of fifteen": _asked(
            _consent(now, performer=[{"reference": "RelatedPerson/r"}]), **_of_age(15)
        ),
    }


_FOUND = ["notice", "opportunity-to-respond", "good-cause", "limits"]
_CLINIC = {"id": "program", "capacity": ["covered-entity"]}


def _asked(*consents: Json, **members: object) -> Json:
    given: dict[str, object] = {
        "contributor": {"id": "program", "capacity": ["program", "covered-entity"]},
        "recipient": {"id": "clinic", "type": "practice"},
        "purpose": "TREAT",
        "data_class": "clinical",
        "basis": None,
        "provenance": "yes",
        "sensitivity": ["SUD"],
        "patient": "p",
        "agreement": _agreed(),
        "consents": list(consents),
    }
    return given | members


def _agreed(*papers: tuple[str, list[str]], **terms: object) -> Json:
    given: dict[str, object] = {
        "id": "an agreement between them",
        "parties": BOTH,
        "signatures": BOTH,
        "purposes": ["TREAT", "HPAYMT", "HOPERAT", "HRESCH", "PUBHLTH", "LEGAL", "HMARKT"],
        "data_classes": ["clinical", "sud-counselling-notes", "psychotherapy-notes"],
        "basis": "identified",
        "effective": "2000-01-01",
        "expires": "2999-12-31",
        "instruments": [
            {"kind": kind, "parties": BOTH, "effective": "2000-01-01", "attests": attests}
            for kind, attests in papers
        ],
    }
    return given | terms


def _quality(paper: str) -> dict[str, object]:
    return {
        "purpose": "HQUALIMP",
        "basis": "limited_data_set",
        "agreement": _agreed((paper, []), basis="limited_data_set"),
    }


def _of_age(years: int) -> dict[str, object]:
    return {
        "patient": {"id": "p", "age": years},
        "contributor": {"id": "program", "capacity": ["program", "covered-entity"], "state": "IL"},
    }


def _day(now: datetime, days: int) -> str:
    return (now.date() + timedelta(days=days)).isoformat()


def _consent(now: datetime, **changes: object) -> dict[str, object]:
    """Return a complete consent; `to` changes who may receive, `class` what, others the rest."""
    provision: dict[str, object] = {
        "type": "permit",
        "period": {"start": _day(now, -30), "end": _day(now, 300)},
        "actor": [{"reference": changes.pop("to", {"reference": "Organization/clinic"})}],
        "purpose": [{"code": "TREAT"}],
    }
    if "class" in changes:
        provision["class"] = changes.pop("class")
    return {
        "resourceType": "Consent",
        "status": "active",
        "patient": {"reference": "Patient/p"},
        "dateTime": _day(now, -30),
        "performer": [{"reference": "Patient/p"}],
        "organization": [{"reference": "Organization/program"}],
        "sourceReference": {"reference": "DocumentReference/form"},
        "provision": provision,
    } | changes


_SITUATIONS: Mapping[str, Callable[[datetime], dict[str, Json]]] = MappingProxyType(
    {
        "Treatment": _treatment,
        "Emergencies": _emergencies,
        "Payment, quality and benchmarks": _operations,
        "Research, audit and public health": _without_consent,
        "Courts and police": _proceedings,
        "Notes": _notes,
        "What is no record of a program": _other_records,
        "Minors, in Illinois": _minors,
    }
)
