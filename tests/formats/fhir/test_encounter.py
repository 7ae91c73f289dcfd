"""Encounter: the encounter, and the conditions that it names."""

from datetime import UTC, date, datetime

import pytest

from tests.builders.fhir import concept, encounter, patient, resource, to
from tests.builders.fhir_reading import bundle, lines, pairs, row, rows, surplus, told

CPT = "http://www.ama-assn.org/go/cpt"
SNOMED = "http://snomed.info/sct"
P1 = patient("p1")


def test_an_encounter_is_a_row():
    found = row(
        lines(
            encounter(
                "e1",
                person="p1",
                types=[(CPT, "99213"), (SNOMED, "185349003")],
                reason=("http://hl7.org/fhir/sid/icd-10-cm", "f32.1"),
                start="2026-03-02T23:30:00-05:00",
                end="2026-03-03",
                practice="clinic",
                provider="dr",
                hospitalization={"dischargeDisposition": concept((SNOMED, "428361000124107"))},
            )
        ),
        "encounter",
    )

    assert (found["encounter"], found["person"], found["status"]) == ("e1", "p1", "finished")
    assert pairs(found["class"]) == [
        ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB"),
    ]
    assert pairs(found["type"]) == [(CPT, "99213"), (SNOMED, "185349003")]
    assert pairs(found["reason"]) == [("http://hl7.org/fhir/sid/icd-10-cm", "F32.1")]
    assert (found["start_day"], found["end_day"]) == (date(2026, 3, 2), date(2026, 3, 3))
    assert found["start_instant"] == datetime(2026, 3, 3, 4, 30, tzinfo=UTC)
    assert "end_instant" not in found
    assert pairs(found["discharge_disposition"]) == [(SNOMED, "428361000124107")]
    assert (found["practice"], found["provider"]) == ("clinic", "dr")


def test_conditions_are_named_as_reason_and_as_diagnosis():
    diagnosis = {"condition": to("Condition", "c2"), "use": concept((SNOMED, "8319008")), "rank": 1}
    whole = encounter("e1", person="p1", reasons=["c1", "c2", "c1"], diagnosis=[diagnosis])
    found = rows(lines(whole), "encounter_condition").select("condition", "role", "rank")

    assert found.rows() == [
        ("c1", "reason", None),
        ("c2", "reason", None),
        ("c2", "diagnosis", 1),
    ]


def test_a_reason_that_is_no_condition_is_none():
    whole = encounter("e1", person="p1", reasonReference=[to("Procedure", "x")])

    assert rows(lines(whole), "encounter_condition").is_empty()


def test_who_led_the_encounter_is_its_clinician():
    def took_part(code, who):
        system = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
        return {"type": [concept((system, code))], "individual": {"reference": who}}

    team = [
        took_part("ESC", "RelatedPerson/mother"),
        took_part("PPRF", "Practitioner/second"),
        took_part("ATND", "Practitioner/first"),
    ]

    assert row(lines(encounter(person="p1", participant=team)), "encounter")["provider"] == "first"


PLACES = {
    "the organization": ({"serviceProvider": {"reference": "Organization/o1"}}, "o1"),
    "an organization known by its NPI": (
        {
            "serviceProvider": {
                "identifier": {"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}
            }
        },
        "1234567893",
    ),
    "a location, where there is none": (
        {"location": [{"location": {"reference": "Location/l1"}}]},
        "Location/l1",
    ),
    "the organization before the location": (
        {
            "serviceProvider": {"reference": "Organization/o1"},
            "location": [{"location": {"reference": "Location/l1"}}],
        },
        "o1",
    ),
    "a name alone is no key": ({"serviceProvider": {"display": "A clinic"}}, None),
}


@pytest.mark.parametrize(("said", "expected"), PLACES.values(), ids=PLACES)
def test_the_practice(said, expected):
    found = row(lines(encounter(person="p1", **said)), "encounter")

    assert found.get("practice") == expected


def test_a_contained_clinician_is_known_by_the_npi():
    inside = {
        "resourceType": "Practitioner",
        "id": "dr",
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}],
        "name": [{"family": "Zyxgold"}],
    }
    team = [{"individual": {"reference": "#dr"}}]
    batches = lines(encounter(person="p1", contained=[inside], participant=team))

    assert row(batches, "encounter")["provider"] == "1234567893"
    assert surplus(batches) == {}


def test_a_role_stands_for_its_practitioner_and_its_organization():
    role = {
        "resourceType": "PractitionerRole",
        "id": "r1",
        "practitioner": {"reference": "Practitioner/dr"},
        "organization": {"reference": "Organization/clinic"},
    }
    seen = encounter(
        person="p1",
        participant=[{"individual": {"reference": "PractitionerRole/r1"}}],
        serviceProvider={"reference": "PractitionerRole/r1"},
    )
    known = (P1, role, resource("Practitioner", "dr"), resource("Organization", "clinic"))
    for batches in (lines(seen, *known), bundle(seen, *known), bundle(seen, *known, named=True)):
        found = row(batches, "encounter")

        assert (found["provider"], found["practice"]) == ("dr", "clinic")


def test_the_kinds_of_its_places_are_those_of_their_locations():
    ward = resource("Location", "ward", type=[concept((SNOMED, "225746001"))])
    nowhere = resource("Location", "nowhere")
    clinic = {
        "resourceType": "Location",
        "id": "clinic",
        "type": [concept((SNOMED, "440655000"))],
    }
    went = [{"location": {"reference": one}} for one in ("Location/ward", "#clinic", "Location/x")]
    seen = encounter("e1", person="p1", location=went, contained=[clinic])
    unknown = encounter("e2", person="p1", location=[{"location": to("Location", "nowhere")}])
    known = (P1, ward, nowhere)
    for batches in (
        lines(seen, unknown, *known),
        bundle(seen, unknown, *known),
        bundle(seen, unknown, *known, named=True),
    ):
        found = rows(batches, "encounter")

        assert pairs(found["place"][0]) == [(SNOMED, "225746001"), (SNOMED, "440655000")]
        assert found["place"][1] is None
        assert told(batches) == []


def test_security_labels_are_kept():
    system = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    label = {"security": [{"system": system, "code": "42CFRPart2"}]}
    found = row(lines(encounter(person="p1", meta=label)), "encounter")

    assert [code.upper() for _, code in pairs(found["security"])] == ["42CFRPART2"]


FAULTS = {
    "a word that is no status": ({"status": "done"}, ("Encounter.status", "choice")),
    "no status": ({"status": None}, ("Encounter.status", "missing")),
    "an end before the start": (
        {"end": "2026-03-01"},
        ("Encounter.period.end", "end-before-start"),
    ),
    "a start that is no time": ({"start": "soon"}, ("Encounter.period.start", "date")),
    "no subject": ({"subject": {}}, ("Encounter.subject.reference", "missing")),
    "a subject that is no Patient": (
        {"subject": {"reference": "Group/g1"}},
        ("Encounter.subject.reference", "reference"),
    ),
    "a class of a wrong type": ({"class": ["AMB"]}, ("Encounter.class", "structure")),
    "a period of a wrong type": ({"period": "2026"}, ("Encounter.period", "structure")),
}


@pytest.mark.parametrize(("said", "expected"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_told_by_path(said, expected):
    batches = lines(P1, encounter("e1", person="p1", **said), encounter("e2", person="p1"))
    path, rule = expected

    assert told(batches) == [(2, path, rule, "error")]
    assert rows(batches, "encounter")["encounter"].to_list() == ["e2"]


def test_everything_that_is_wrong_is_told_at_once():
    whole = encounter("e1", person="p1", status="done", start="soon", end="never")

    assert {path for _, path, _, _ in told(lines(whole))} == {
        "Encounter.status",
        "Encounter.period.start",
        "Encounter.period.end",
    }
