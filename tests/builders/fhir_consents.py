"""FHIR Consents, R4 and R5, that hold everything, but for what is changed."""

from copy import deepcopy


def coded(*codes: str) -> list[dict[str, str]]:
    """Return Codings without systems."""
    return [{"code": code} for code in codes]


def actor(name: str | None, role: str = "IRCP", **reference: object) -> dict[str, object]:
    """Return an actor of a provision; None names nobody."""
    named = {"reference": f"Organization/{name}"} if name else {}
    return {"role": {"coding": coded(role)}, "reference": named | reference}


def provision(**members: object) -> dict[str, object]:
    """Return what the patient permits the hub: Part 2 records, for operations, in 2026."""
    given = {
        "type": "permit",
        "period": {"start": "2026-03-01", "end": "2026-12-31"},
        "actor": [actor("hub")],
        "purpose": coded("HOPERAT"),
        "securityLabel": coded("42CFRPart2"),
    }
    return {name: value for name, value in (given | members).items() if value is not None}


def r4(**members: object) -> dict[str, object]:
    """Return a complete R4 Consent; None takes a member away."""
    given = {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": coded("patient-privacy")},
        "category": [{"coding": coded("59284-0")}],
        "patient": {"reference": "Patient/p1"},
        "dateTime": "2026-03-01",
        "performer": [{"reference": "Patient/p1"}],
        "organization": [{"reference": "Organization/program"}],
        "policy": [{"uri": "https://www.ecfr.gov/current/title-42/chapter-I/part-2"}],
        "provision": provision(),
    }
    return _without_none(given | members)


def r5(**members: object) -> dict[str, object]:
    """Return a complete R5 Consent; None takes a member away."""
    given = {
        "resourceType": "Consent",
        "status": "active",
        "category": [{"coding": coded("59284-0")}],
        "subject": {"reference": "Patient/p1"},
        "date": "2026-03-01",
        "grantor": [{"reference": "Patient/p1"}],
        "controller": [{"reference": "Organization/program"}],
        "regulatoryBasis": [{"coding": coded("42CFRPart2CD"), "text": "42 CFR Part 2"}],
        "decision": "permit",
        "provision": [provision(type=None)],
    }
    return _without_none(given | members)


def _without_none(members: dict[str, object]) -> dict[str, object]:
    return deepcopy({name: value for name, value in members.items() if value is not None})
