"""Seeded patients in FHIR, shaped as those of the official measure decks are, a resource a line.

The share of each type and the elements of each resource are those of the 2026 decks (counted over
111 patients); every id, day and code is drawn.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

SEED = 20261122
TOGETHER = 2_000

GUIDE = "http://fhir.org/guides/astp/us-quality-core/StructureDefinition/us-quality-core"
SYSTEMS = {
    "act": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "cpt": "http://www.ama-assn.org/go/cpt",
    "icd": "http://hl7.org/fhir/sid/icd-10-cm",
    "loinc": "http://loinc.org",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "snomed": "http://snomed.info/sct",
    "sop": "https://nahdo.org/sopt",
    "cdc": "urn:oid:2.16.840.1.113883.6.238",
}
VISITS = [f"{code}" for code in (90791, 90832, 90834, 99202, 99203, 99213, 99214, 99221, 99395)]
PROBLEMS = ["F10.10", "F10.20", "F11.20", "F32.0", "F32.1", "F32.9", "F33.1", "F34.1", "F31.9"]
SCORES = ["44261-6", "73831-0", "73832-8", "71007-9", "89204-2"]
DONE = ["225337009", "183381005", "428171000124102", "385763009"]
DRUGS = [str(code) for code in range(1_099_300, 1_099_340)]
PAYERS = ["1", "111", "2", "211", "511", "59", "61"]
RACES = ["1002-5", "2028-9", "2054-5", "2076-8", "2106-3"]

# How many resources of a type there are for each patient of the decks.
SHARES = {
    "Encounter": 1.19,
    "Condition": 0.91,
    "Observation": 0.63,
    "Coverage": 0.43,
    "Organization": 0.36,
    "Practitioner": 0.35,
    "MedicationDispense": 0.23,
    "Procedure": 0.19,
    "MedicationRequest": 0.14,
    "ServiceRequest": 0.02,
    "MeasureReport": 1.03,
}
Draw = np.random.Generator
Resource = dict[str, object]


def write(path: str, patients: int) -> int:
    """Write the resources of `patients` patients; the same bytes for the same number every time."""
    generator = np.random.default_rng(SEED)
    written = 0
    with Path(path).open("w", encoding="utf-8") as stream:
        for first in range(0, patients, TOGETHER):
            count = min(TOGETHER, patients - first)
            lines = [
                json.dumps(one, separators=(",", ":"))
                for number in range(first, first + count)
                for one in _of_patient(generator, number)
            ]
            written += len(lines)
            stream.write("\n".join(lines) + "\n")
    return written


def _of_patient(generator: Draw, number: int) -> Iterator[Resource]:
    person = _key(generator)
    yield _patient(generator, person)
    for kind, share in SHARES.items():
        whole, rest = divmod(share, 1)
        for _ in range(int(whole) + int(generator.random() < rest)):
            shape = f"{GUIDE}-{kind.lower()}"
            about = {"reference": f"Patient/{person}"}
            made = MAKERS[kind](generator, about)
            yield {
                "resourceType": kind,
                "id": _key(generator),
                "meta": {"profile": [shape]},
                **made,
            }
    del number


def _patient(generator: Draw, person: str) -> Resource:
    def category(element: str, code: str) -> Resource:
        coding = {"system": SYSTEMS["cdc"], "code": code, "display": "a category of the CDC"}
        return {
            "url": f"http://hl7.org/fhir/us/core/StructureDefinition/us-core-{element}",
            "extension": [{"url": "ombCategory", "valueCoding": coding}],
        }

    return {
        "resourceType": "Patient",
        "id": person,
        "meta": {"profile": [f"{GUIDE}-patient"]},
        "extension": [
            category("race", _one(generator, RACES)),
            category("ethnicity", _one(generator, ["2135-2", "2186-5"])),
        ],
        "identifier": [{"system": "http://example.org", "value": _key(generator)}],
        "name": [{"family": f"Family{_key(generator)[:6]}", "given": ["Given"]}],
        "gender": _one(generator, ["female", "male"]),
        "birthDate": _day(generator, 1940, 2014),
    }


def _encounter(generator: Draw, about: Resource) -> Resource:
    day = _day(generator, 2024, 2026)
    return {
        "status": "finished",
        "class": _coding("act", _one(generator, ["AMB", "AMB", "EMER", "IMP", "VR"])),
        "type": [_concept("cpt", _one(generator, VISITS))],
        "subject": about,
        "period": {"start": f"{day}T09:00:00.000+00:00", "end": f"{day}T09:15:00.000+00:00"},
        "reasonReference": [{"reference": f"Condition/{_key(generator)}"}]
        if generator.random() < 0.25
        else [],
    }


def _condition(generator: Draw, about: Resource) -> Resource:
    hl7 = "http://terminology.hl7.org/CodeSystem"
    return {
        "clinicalStatus": {"coding": [{"system": f"{hl7}/condition-clinical", "code": "active"}]},
        "verificationStatus": {
            "coding": [{"system": f"{hl7}/condition-ver-status", "code": "confirmed"}]
        },
        "category": [
            {"coding": [{"system": f"{hl7}/condition-category", "code": "encounter-diagnosis"}]}
        ],
        "code": _concept("icd", _one(generator, PROBLEMS)),
        "subject": about,
        "onsetDateTime": f"{_day(generator, 2020, 2026)}T01:00:00.000+00:00",
    }


def _observation(generator: Draw, about: Resource) -> Resource:
    hl7 = "http://terminology.hl7.org/CodeSystem/observation-category"
    value: Resource = {"valueInteger": int(generator.integers(0, 28))}
    if generator.random() < 0.3:
        value = {"valueCodeableConcept": _concept("snomed", _one(generator, DONE))}
    return {
        "status": "final",
        "category": [{"coding": [{"system": hl7, "code": "survey", "display": "Survey"}]}],
        "code": _concept("loinc", _one(generator, SCORES)),
        "subject": about,
        "effectiveDateTime": f"{_day(generator, 2024, 2026)}T14:30:00.000+00:00",
        **value,
    }


def _coverage(generator: Draw, about: Resource) -> Resource:
    return {
        "status": "active",
        "type": _concept("sop", _one(generator, PAYERS)),
        "beneficiary": about,
        "period": {
            "start": f"{_day(generator, 2023, 2025)}T06:00:00.000+00:00",
            "end": f"{_day(generator, 2026, 2028)}T06:00:00.000+00:00",
        },
        "payor": [{"reference": f"Organization/{_key(generator)}"}],
    }


def _organization(generator: Draw, about: Resource) -> Resource:
    del about
    kind = "http://terminology.hl7.org/CodeSystem/organization-type"
    return {
        "identifier": [{"system": "urn:oid:2.16.840.1.113883.4.4", "value": _key(generator)}],
        "active": True,
        "type": [{"coding": [{"system": kind, "code": "pay", "display": "Payer"}]}],
        "name": "A payer of the benchmark",
        "telecom": [{"system": "phone", "value": "(+1) 555-555-0100"}],
        "address": [{"line": ["P.O. Box 1"], "city": "Dallas", "state": "TX"}],
    }


def _practitioner(generator: Draw, about: Resource) -> Resource:
    del about
    npi = str(generator.integers(10**9, 2 * 10**9))
    return {
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": npi}],
        "name": [{"family": "Clinician", "prefix": ["Dr"]}],
    }


def _dispense(generator: Draw, about: Resource) -> Resource:
    return {
        "status": "completed",
        "medicationCodeableConcept": _concept("rxnorm", _one(generator, DRUGS)),
        "subject": about,
        "daysSupply": {"value": 30, "system": "http://unitsofmeasure.org", "code": "d"},
        "whenHandedOver": f"{_day(generator, 2024, 2026)}T01:00:00.000+00:00",
    }


def _procedure(generator: Draw, about: Resource) -> Resource:
    day = _day(generator, 2024, 2026)
    return {
        "extension": [{"url": f"{GUIDE}-recorded", "valueDateTime": f"{day}T00:00:00.000+00:00"}],
        "status": "completed",
        "code": _concept("snomed", _one(generator, DONE)),
        "subject": about,
        "performedPeriod": {"start": f"{day}T00:00:01.000+00:00", "end": f"{day}T01:00:01.000Z"},
    }


def _request(generator: Draw, about: Resource) -> Resource:
    day = _day(generator, 2024, 2026)
    bounds = {"start": f"{day}T00:00:00.000+00:00", "end": f"{day}T00:00:59.000+00:00"}
    return {
        "status": "completed",
        "intent": "order",
        "doNotPerform": False,
        "medicationCodeableConcept": _concept("rxnorm", _one(generator, DRUGS)),
        "subject": about,
        "authoredOn": f"{day}T00:00:00.000+00:00",
        "requester": {"reference": "Practitioner/example"},
        "dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": bounds}}}],
        "dispenseRequest": {"expectedSupplyDuration": {"value": 30, "code": "d"}},
    }


def _order(generator: Draw, about: Resource) -> Resource:
    return {
        "status": "active",
        "intent": "order",
        "code": _concept("snomed", _one(generator, DONE)),
        "subject": about,
        "authoredOn": f"{_day(generator, 2024, 2026)}T08:00:00.000Z",
    }


def _report(generator: Draw, about: Resource) -> Resource:
    populations = ["initial-population", "denominator", "denominator-exclusion", "numerator"]
    system = "http://terminology.hl7.org/CodeSystem/measure-population"
    return {
        "status": "complete",
        "type": "individual",
        "measure": "https://example.org/Measure/benchmark",
        "subject": about,
        "period": {"start": "2026-01-01", "end": "2026-12-31"},
        "group": [
            {
                "population": [
                    {
                        "id": _key(generator),
                        "code": {"coding": [{"system": system, "code": name, "display": name}]},
                        "count": 1,
                    }
                    for name in populations
                ]
            }
        ],
    }


MAKERS = {
    "Encounter": _encounter,
    "Condition": _condition,
    "Observation": _observation,
    "Coverage": _coverage,
    "Organization": _organization,
    "Practitioner": _practitioner,
    "MedicationDispense": _dispense,
    "Procedure": _procedure,
    "MedicationRequest": _request,
    "ServiceRequest": _order,
    "MeasureReport": _report,
}


def _key(generator: Draw) -> str:
    number = generator.bytes(16).hex()
    return "-".join((number[:8], number[8:12], number[12:16], number[16:20], number[20:]))


def _one(generator: Draw, choices: list[str]) -> str:
    return choices[generator.integers(len(choices))]


def _day(generator: Draw, first: int, last: int) -> str:
    year, month, day = generator.integers([first, 1, 1], [last, 13, 29])
    return f"{year}-{month:02}-{day:02}"


def _coding(system: str, code: str) -> Resource:
    return {"system": SYSTEMS[system], "code": code, "display": f"what {code} stands for, in words"}


def _concept(system: str, code: str) -> Resource:
    return {"coding": [_coding(system, code)]}
