"""Requests for `hub decide`: a program's identified records, asked for by a clinic for treatment."""

from copy import deepcopy

V3 = "http://terminology.hl7.org/CodeSystem/v3-"
RESOURCES = "http://hl7.org/fhir/resource-types"
PART_2 = "https://www.ecfr.gov/current/title-42/chapter-I/subchapter-A/part-2"


def concept(system: str, code: str) -> dict[str, object]:
    """Return a CodeableConcept of a v3 code system."""
    return {"coding": [{"system": V3 + system, "code": code}]}


def codings(system: str, *codes: str) -> list[dict[str, str]]:
    """Return Codings of a v3 code system."""
    return [{"system": V3 + system, "code": code} for code in codes]


def resources(*names: str) -> list[dict[str, str]]:
    """Return Codings of FHIR resource types."""
    return [{"system": RESOURCES, "code": name} for name in names]


def receiver(name: str = "clinic") -> dict[str, object]:
    """Return an actor of a provision: an organisation that receives."""
    return {
        "role": concept("ParticipationType", "IRCP"),
        "reference": {"reference": f"Organization/{name}"},
    }


def base_of(**members: object) -> dict[str, object]:
    """Return a root provision: the clinic may have everything for treatment until the year ends."""
    given: dict[str, object] = {
        "type": "permit",
        "period": {"start": "2026-03-01", "end": "2026-12-31"},
        "actor": [receiver()],
        "purpose": codings("ActReason", "TREAT"),
    }
    return {name: held for name, held in (given | members).items() if held is not None}


def signed(**members: object) -> dict[str, object]:
    """Return an R4 Consent with each element of 42 CFR 2.31(a); None takes a member away."""
    given: dict[str, object] = {
        "resourceType": "Consent",
        "status": "active",
        "scope": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/consentscope",
                    "code": "patient-privacy",
                }
            ]
        },
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": "Patient/boris"},
        "dateTime": "2026-03-01",
        "performer": [{"reference": "Patient/boris"}],
        "organization": [{"reference": "Organization/program"}],
        "sourceAttachment": {"contentType": "application/pdf", "title": "the signed form"},
        "policy": [{"authority": "https://www.samhsa.gov", "uri": PART_2}],
        "provision": base_of(),
    }
    whole = {name: held for name, held in (given | members).items() if held is not None}
    return deepcopy(whole)


def signed_r5(**members: object) -> dict[str, object]:
    """Return an R5 Consent of the same content; None takes a member away."""
    given: dict[str, object] = {
        "resourceType": "Consent",
        "status": "active",
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "subject": {"reference": "Patient/boris"},
        "date": "2026-03-01",
        "period": {"start": "2026-03-01", "end": "2026-12-31"},
        "grantor": [{"reference": "Patient/boris"}],
        "controller": [{"reference": "Organization/program"}],
        "sourceAttachment": [{"contentType": "application/pdf", "title": "the signed form"}],
        "regulatoryBasis": [concept("ActCode", "42CFRPart2")],
        "decision": "permit",
        "provision": [base_of(type=None, period=None)],
    }
    whole = {name: held for name, held in (given | members).items() if held is not None}
    return deepcopy(whole)


def asked(*consents: dict[str, object], **members: object) -> dict[str, object]:
    """Return the clinic's request for identified clinical records of a program, for treatment."""
    given: dict[str, object] = {
        "contributor": {"id": "program", "capacity": ["program", "covered-entity"]},
        "recipient": {"id": "clinic", "type": "practice"},
        "purpose": "TREAT",
        "data_class": "clinical",
        "basis": None,
        "provenance": "yes",
        "sensitivity": ["SUD"],
        "patient": "boris",
        "agreement": {
            "id": "A7",
            "parties": ["program", "clinic"],
            "signatures": ["program", "clinic"],
            "purposes": ["TREAT", "HPAYMT", "HOPERAT", "HRESCH", "PUBHLTH", "LEGAL"],
            "data_classes": ["claims", "clinical", "sud-counselling-notes"],
            "basis": "identified",
            "effective": "2026-01-01",
            "expires": "2026-12-31",
        },
        "consents": list(consents),
    }
    return deepcopy(given | members)
