"""Rows of a practice as FHIR R4 resources, as an electronic health record exports them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

Row = Mapping[str, Any]
Resource = dict[str, Any]

_US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"
_NOT_DONE = "http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-notDoneReason"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
_NPI = "http://hl7.org/fhir/sid/us-npi"
_UCUM = "http://unitsofmeasure.org"
_SSN = "http://hl7.org/fhir/sid/us-ssn"


def resources(table: str, rows: Sequence[Row]) -> Iterator[Resource]:
    """Yield the resources that the rows of a table become; those of persons hold who they are."""
    if table == "attribution":
        yield _group(rows)
        return
    for row in rows:
        for kind, elements in _MAKERS[table](row):
            filled = {name: value for name, value in elements.items() if value is not None}
            yield {"resourceType": kind} | filled


def _organization(row: Row) -> Iterator[tuple[str, Resource]]:
    yield (
        "Organization",
        {
            "id": row["practice"],
            "name": row["name"],
            "identifier": [{"system": _NPI, "value": row["npi"]}],
            "type": _concepts(row["taxonomy"]),
        },
    )


def _clinician(row: Row) -> Iterator[tuple[str, Resource]]:
    number = [{"system": _NPI, "value": row["npi"]}]
    yield "Practitioner", {"id": row["provider"], "identifier": number}
    yield (
        "PractitionerRole",
        {
            "id": f"{row['provider']}-role",
            "identifier": number,
            "practitioner": _to("Practitioner", row["provider"]),
            "organization": _to("Organization", row["practice"]),
        },
    )


def _patient(row: Row) -> Iterator[tuple[str, Resource]]:
    yield (
        "Patient",
        {
            "id": row["person"],
            "identifier": [{"system": _SSN, "value": row["ssn"]}],
            "name": [{"use": "official", "family": row["last_name"], "given": [row["first_name"]]}],
            "telecom": [{"system": "phone", "value": row["phone"]}],
            "gender": row["sex"],
            "birthDate": _text(row["birth_day"]),
            "deceasedBoolean": None if row["death_day"] else False,
            "deceasedDateTime": _text(row["death_day"]),
            "address": [
                {"use": "home", "line": [row["street_address"]], "postalCode": row["zip5"]}
            ],
            "extension": [_us_core("race", row["race"]), _us_core("ethnicity", row["ethnicity"])],
        },
    )


def _group(rows: Sequence[Row]) -> Resource:
    return {
        "resourceType": "Group",
        "id": "panel",
        "type": "person",
        "actual": True,
        "managingEntity": _to("Organization", rows[0]["practice"]) if rows else None,
        "member": [{"entity": _to("Patient", row["person"])} for row in rows],
    }


def _visit(row: Row) -> Iterator[tuple[str, Resource]]:
    yield (
        "Encounter",
        {
            "id": row["encounter"],
            "status": row["status"],
            "class": row["class"][0],
            "type": _concepts(row["type"]),
            "reasonCode": _concepts(row["reason"]) if row["reason"] else None,
            "subject": _to("Patient", row["person"]),
            "period": {"start": _text(row["start_instant"]), "end": _text(row["end_instant"])},
            "serviceProvider": _to("Organization", row["practice"]),
            "participant": [{"individual": _to("Practitioner", row["provider"])}],
        },
    )


def _observation(row: Row) -> Iterator[tuple[str, Resource]]:
    reason, score = row["not_done_reason"], row["value_number"]
    yield (
        "Observation",
        {
            "id": row["observation"],
            "status": row["status"],
            "code": _concept(row["code"]),
            "subject": _to("Patient", row["person"]),
            "effectiveDateTime": _text(row["start_instant"]),
            "issued": _text(row["issued_instant"]),
            "performer": [_to("Organization", row["practice"])],
            "valueCodeableConcept": _concept(row["value"]) if row["value"] else None,
            "valueQuantity": None
            if score is None
            else {"value": score, "unit": row["value_unit"], "code": row["value_unit"]},
            "extension": [{"url": _NOT_DONE, "valueCodeableConcept": _concept(reason)}]
            if reason
            else None,
        },
    )


def _service(row: Row) -> Iterator[tuple[str, Resource]]:
    yield from _ordered(row) if row["stage"] == "ordered" else _done(row)


def _done(row: Row) -> Iterator[tuple[str, Resource]]:
    yield (
        "Procedure",
        {
            "id": row["procedure"],
            "status": row["status"],
            "code": _concept(row["code"]),
            "subject": _to("Patient", row["person"]),
            "performedPeriod": {"start": _moment(row, "start"), "end": _moment(row, "end")},
            "performer": [{"actor": _to("Organization", row["practice"])}],
        },
    )


def _ordered(row: Row) -> Iterator[tuple[str, Resource]]:
    yield (
        "ServiceRequest",
        {
            "id": row["procedure"],
            "status": row["status"],
            "intent": row["intent"],
            "code": _concept(row["code"]),
            "subject": _to("Patient", row["person"]),
            "authoredOn": _text(row["authored_instant"]),
            "requester": _to("Organization", row["practice"]),
        },
    )


def _condition(row: Row) -> Iterator[tuple[str, Resource]]:
    yield (
        "Condition",
        {
            "id": row["condition"],
            "code": _concept(row["code"]),
            "category": _concepts(row["category"]),
            "clinicalStatus": _word(_CLINICAL, row["clinical_status"]),
            "verificationStatus": _word(_VERIFICATION, row["verification_status"]),
            "subject": _to("Patient", row["person"]),
            "onsetDateTime": _moment(row, "start"),
        },
    )


def _medication(row: Row) -> Iterator[tuple[str, Resource]]:
    days = {"value": row["supply_days"], "unit": "d", "system": _UCUM, "code": "d"}
    shared = {
        "id": row["medication"],
        "status": row["status"],
        "medicationCodeableConcept": _concept(row["code"]),
        "subject": _to("Patient", row["person"]),
    }
    if row["stage"] == "dispense":
        handed = {"daysSupply": days, "whenHandedOver": _text(row["handed_over_day"])}
        actor = [{"actor": _to("Organization", row["practice"])}]
        yield "MedicationDispense", shared | handed | {"performer": actor}
        return
    supply = {"expectedSupplyDuration": days, "numberOfRepeatsAllowed": row["refills"]}
    yield (
        "MedicationRequest",
        shared
        | {
            "intent": row["intent"],
            "authoredOn": _text(row["authored_instant"]),
            "requester": _to("Organization", row["practice"]),
            "dispenseRequest": supply,
        },
    )


def _consent(row: Row) -> Iterator[tuple[str, Resource]]:
    yield (
        "Consent",
        {
            "id": row["consent_directive"],
            "status": "active",
            "scope": _word(_CONSENT_SCOPE, "patient-privacy"),
            "patient": _to("Patient", row["person"]),
            "dateTime": _text(row["start_day"]),
            "provision": {"type": row["decision"]},
        },
    )


_MAKERS: Mapping[str, Callable[[Row], Iterator[tuple[str, Resource]]]] = MappingProxyType(
    {
        "practice": _organization,
        "provider": _clinician,
        "person": _patient,
        "encounter": _visit,
        "observation": _observation,
        "procedure": _service,
        "medication": _medication,
        "condition": _condition,
        "consent_directive": _consent,
    }
)


def _to(kind: str, key: str) -> Resource:
    return {"reference": f"{kind}/{key}"}


def _concept(codes: Sequence[Row]) -> Resource:
    return {"coding": codes}


def _concepts(codes: Sequence[Row]) -> list[Resource]:
    return [_concept([code]) for code in codes]


def _word(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _us_core(element: str, codes: Sequence[Row]) -> Resource:
    parts = [{"url": "ombCategory", "valueCoding": code} for code in codes]
    return {"url": f"{_US_CORE}/us-core-{element}", "extension": parts}


def _moment(row: Row, name: str) -> str | None:
    return _text(row[f"{name}_instant"] or row[f"{name}_day"])


def _text(time: object) -> str | None:
    if isinstance(time, datetime):
        return time.isoformat(timespec="seconds")
    return None if time is None else str(time)
