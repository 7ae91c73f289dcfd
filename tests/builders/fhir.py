"""FHIR R4 resources as dicts, by the words of the record tables, and files of them.

A code is (system, code), and a coded element takes one or a list of them; a time is written as FHIR
writes it. What is None is left out; `more` adds or replaces elements by their FHIR names.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from adapters.source import Source, bytes_source

Json = dict[str, object]
Code = tuple[str | None, str]
Codes = Code | list[Code] | None

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"
QI_CORE = "http://hl7.org/fhir/us/qicore/StructureDefinition"
CDC_RACE = "urn:oid:2.16.840.1.113883.6.238"
UCUM = "http://unitsofmeasure.org"
_numbers = count(1)


def resource(kind: str, key: str | None = None, /, **elements: object) -> Json:
    """Return a resource; its id is a number of its own unless one is given."""
    whole = {"resourceType": kind, "id": key or f"{kind.lower()}-{next(_numbers)}"}
    return whole | {name: value for name, value in elements.items() if value is not None}


def coding(code: Code) -> Json:
    """Return a Coding."""
    system, value = code
    return {"code": value} if system is None else {"system": system, "code": value}


def concept(codes: Codes) -> Json | None:
    """Return one CodeableConcept of one code or of several that mean the same."""
    return None if codes is None else {"coding": [coding(code) for code in _listed(codes)]}


def concepts(codes: Codes) -> list[Json] | None:
    """Return a CodeableConcept for each code."""
    return None if codes is None else [{"coding": [coding(code)]} for code in _listed(codes)]


def to(kind: str, key: str | None) -> Json | None:
    """Return a reference to a resource."""
    return None if key is None else {"reference": f"{kind}/{key}"}


def period(start: str | None = None, end: str | None = None) -> Json | None:
    """Return a Period."""
    held = {"start": start, "end": end}
    return {name: time for name, time in held.items() if time is not None} or None


def quantity(value: float | None, unit: str | None = None) -> Json | None:
    """Return a quantity in a unit of UCUM."""
    if value is None:
        return None
    return {"value": value} | ({"unit": unit, "system": UCUM, "code": unit} if unit else {})


def not_done(reason: Codes, *, guide: str = QI_CORE, prefix: str = "qicore") -> list[Json]:
    """Return the extension that says why something was not done."""
    return [
        {"url": f"{guide}/{prefix}-notDoneReason", "valueCodeableConcept": concept(reason) or {}}
    ]


def race(*categories: str, element: str = "race") -> Json:
    """Return the extension of US Core for race, or for ethnicity."""
    parts: list[Json] = [
        {"url": "ombCategory", "valueCoding": {"system": CDC_RACE, "code": code}}
        for code in categories
    ]
    return {"url": f"{US_CORE}/us-core-{element}", "extension": parts}


def patient(
    key: str | None = None,
    *,
    birth: str | None = "1980-05-06",
    sex: str | None = "female",
    races: Iterable[str] = (),
    ethnicity: str | None = None,
    language: str | None = None,
    postal_code: str | None = None,
    **more: object,
) -> Json:
    """Return a Patient."""
    extensions = [race(*races)] if races else []
    extensions += [race(ethnicity, element="ethnicity")] if ethnicity else []
    spoken = concept(("urn:ietf:bcp:47", language)) if language else None
    elements: Json = {
        "gender": sex,
        "birthDate": birth,
        "extension": extensions or None,
        "communication": [{"language": spoken}] if spoken else None,
        "address": [{"use": "home", "postalCode": postal_code}] if postal_code else None,
    }
    return resource("Patient", key, **(elements | more))


def encounter(
    key: str | None = None,
    *,
    person: str,
    status: str | None = "finished",
    kind: Code | None = ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB"),
    types: Codes = ("http://www.ama-assn.org/go/cpt", "99213"),
    reason: Codes = None,
    start: str | None = "2026-03-02T09:00:00+00:00",
    end: str | None = "2026-03-02T09:30:00+00:00",
    practice: str | None = None,
    provider: str | None = None,
    reasons: Iterable[str] = (),
    diagnoses: Iterable[str] = (),
    **more: object,
) -> Json:
    """Return an Encounter; `reasons` and `diagnoses` are keys of conditions."""
    named = [{"condition": to("Condition", one)} for one in diagnoses]
    elements: Json = {
        "subject": to("Patient", person),
        "status": status,
        "class": coding(kind) if kind else None,
        "type": concepts(types),
        "reasonCode": concepts(reason),
        "period": period(start, end),
        "serviceProvider": to("Organization", practice),
        "participant": [{"individual": to("Practitioner", provider)}] if provider else None,
        "reasonReference": [to("Condition", one) for one in reasons] or None,
        "diagnosis": named or None,
    }
    return resource("Encounter", key, **(elements | more))


def condition(
    key: str | None = None,
    *,
    person: str,
    code: Codes = ("http://hl7.org/fhir/sid/icd-10-cm", "F32.1"),
    category: Codes = None,
    clinical: str | None = "active",
    verification: str | None = "confirmed",
    onset: str | None = "2025-11-03",
    abatement: str | None = None,
    recorded: str | None = None,
    encounter: str | None = None,
    **more: object,
) -> Json:
    """Return a Condition."""
    elements: Json = {
        "subject": to("Patient", person),
        "code": concept(code),
        "category": concepts(category),
        "clinicalStatus": concept((CLINICAL, clinical)) if clinical else None,
        "verificationStatus": concept((VERIFICATION, verification)) if verification else None,
        "onsetDateTime": onset,
        "abatementDateTime": abatement,
        "recordedDate": recorded,
        "encounter": to("Encounter", encounter),
    }
    return resource("Condition", key, **(elements | more))


def observation(
    key: str | None = None,
    *,
    person: str,
    status: str | None = "final",
    code: Codes = ("http://loinc.org", "44261-6"),
    category: Codes = None,
    value: Codes = None,
    number: float | None = None,
    unit: str | None = None,
    text: str | None = None,
    boolean: bool | None = None,
    start: str | None = "2026-03-02T09:10:00+00:00",
    end: str | None = None,
    issued: str | None = None,
    encounter: str | None = None,
    **more: object,
) -> Json:
    """Return an Observation; with an end its time is a period."""
    elements: Json = {
        "subject": to("Patient", person),
        "status": status,
        "code": concept(code),
        "category": concepts(category),
        "valueCodeableConcept": concept(value),
        "valueQuantity": quantity(number, unit),
        "valueString": text,
        "valueBoolean": boolean,
        "effectiveDateTime": None if end else start,
        "effectivePeriod": period(start, end) if end else None,
        "issued": issued,
        "encounter": to("Encounter", encounter),
    }
    return resource("Observation", key, **(elements | more))


def procedure(
    key: str | None = None,
    *,
    person: str,
    status: str | None = "completed",
    code: Codes = ("http://snomed.info/sct", "225337009"),
    start: str | None = "2026-03-02T09:10:00+00:00",
    end: str | None = None,
    encounter: str | None = None,
    **more: object,
) -> Json:
    """Return a Procedure; with an end its time is a period."""
    elements: Json = {
        "subject": to("Patient", person),
        "status": status,
        "code": concept(code),
        "performedDateTime": None if end else start,
        "performedPeriod": period(start, end) if end else None,
        "encounter": to("Encounter", encounter),
    }
    return resource("Procedure", key, **(elements | more))


def service_request(
    key: str | None = None,
    *,
    person: str,
    status: str | None = "active",
    intent: str | None = "order",
    code: Codes = ("http://snomed.info/sct", "306226009"),
    authored: str | None = "2026-03-02T09:20:00+00:00",
    **more: object,
) -> Json:
    """Return a ServiceRequest."""
    elements: Json = {
        "subject": to("Patient", person),
        "status": status,
        "intent": intent,
        "code": concept(code),
        "authoredOn": authored,
    }
    return resource("ServiceRequest", key, **(elements | more))


def medication_request(
    key: str | None = None,
    *,
    person: str,
    status: str | None = "active",
    intent: str | None = "order",
    code: Codes = ("http://www.nlm.nih.gov/research/umls/rxnorm", "312938"),
    authored: str | None = "2026-03-02",
    **more: object,
) -> Json:
    """Return a MedicationRequest."""
    elements: Json = {
        "subject": to("Patient", person),
        "status": status,
        "intent": intent,
        "medicationCodeableConcept": concept(code),
        "authoredOn": authored,
    }
    return resource("MedicationRequest", key, **(elements | more))


def medication_dispense(
    key: str | None = None,
    *,
    person: str,
    status: str | None = "completed",
    code: Codes = ("http://www.nlm.nih.gov/research/umls/rxnorm", "312938"),
    handed_over: str | None = "2026-03-02T10:00:00+00:00",
    supply_days: float | None = 30,
    **more: object,
) -> Json:
    """Return a MedicationDispense."""
    elements: Json = {
        "subject": to("Patient", person),
        "status": status,
        "medicationCodeableConcept": concept(code),
        "whenHandedOver": handed_over,
        "daysSupply": quantity(supply_days, "d"),
    }
    return resource("MedicationDispense", key, **(elements | more))


def coverage(
    key: str | None = None,
    *,
    person: str,
    status: str | None = "active",
    payer_type: Codes = ("https://nahdo.org/sopt", "511"),
    payer: str | None = "plan-a",
    start: str | None = "2026-01-01",
    end: str | None = "2026-12-31",
    **more: object,
) -> Json:
    """Return a Coverage."""
    elements: Json = {
        "beneficiary": to("Patient", person),
        "status": status,
        "type": concept(payer_type),
        "payor": [to("Organization", payer)] if payer else None,
        "period": period(start, end),
    }
    return resource("Coverage", key, **(elements | more))


def bundle(*resources: Json, kind: str = "collection", named: bool = False) -> Json:
    """Return a Bundle; `named` gives each entry a urn and lets references go by it."""
    if not named:
        return {
            "resourceType": "Bundle",
            "type": kind,
            "entry": [{"resource": one} for one in resources],
        }
    urns = {f"{one['resourceType']}/{one['id']}": f"urn:uuid:{one['id']}" for one in resources}
    text = json.dumps([dict(one) for one in resources])
    for name, urn in urns.items():
        text = text.replace(f'"reference": "{name}"', f'"reference": "{urn}"')
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [
            {"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in json.loads(text)
        ],
    }


def ndjson(*resources: Json, name: str = "records.ndjson") -> Source:
    """Return resources as a file of NDJSON."""
    lines = (json.dumps(one, separators=(",", ":")) for one in resources)
    return bytes_source(("\n".join(lines) + "\n").encode(), name)


def document(whole: Json, name: str = "record.json") -> Source:
    """Return a resource or a Bundle as a file of its own, laid out over lines."""
    return bytes_source(json.dumps(whole, indent=2).encode(), name)


def write_folder(folder: Path, *resources: Json) -> Path:
    """Write each resource into a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in resources:
        (folder / f"{one['resourceType']}-{one['id']}.json").write_text(json.dumps(one, indent=2))
    return folder


def _listed(codes: Code | list[Code]) -> Iterator[Code]:
    yield from codes if isinstance(codes, list) else [codes]
