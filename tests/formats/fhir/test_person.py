"""Patient: a person, and the words about one that no table holds."""

from datetime import UTC, date, datetime

import pytest

from tests.builders.fhir import CDC_RACE, US_CORE, patient, race
from tests.builders.fhir_reading import lines, pairs, row, rows, surplus, told

NAME = "Zyxgold"


def test_a_patient_is_a_person():
    found = row(
        lines(
            patient(
                "p1",
                birth="1980-05-06",
                sex="female",
                races=("2028-9", "2106-3"),
                ethnicity="2186-5",
                language="es",
                postal_code="02176",
            )
        ),
        "person",
    )

    assert found["person"] == "p1"
    assert (found["birth_day"], found["sex"]) == (date(1980, 5, 6), "female")
    assert pairs(found["race"]) == [(CDC_RACE, "2028-9"), (CDC_RACE, "2106-3")]
    assert pairs(found["ethnicity"]) == [(CDC_RACE, "2186-5")]
    assert pairs(found["language"]) == [("urn:ietf:bcp:47", "es")]
    assert (found["zip3"], found["zip5"]) == ("021", "02176")
    assert "date_precision" not in found


def test_a_year_of_birth_is_the_first_of_january_and_says_so():
    found = row(lines(patient(birth="1980")), "person")

    assert (found["birth_day"], found["date_precision"]) == (date(1980, 1, 1), "year")


DEATHS = {
    "alive": ({"deceasedBoolean": False}, {"deceased": False}),
    "dead, nobody says when": ({"deceasedBoolean": True}, {"deceased": True}),
    "dead since an instant": (
        {"deceasedDateTime": "2026-02-03T04:05:06+01:00"},
        {
            "deceased": True,
            "death_day": date(2026, 2, 3),
            "death_instant": datetime(2026, 2, 3, 3, 5, 6, tzinfo=UTC),
        },
    ),
    "not said": ({}, {}),
}


@pytest.mark.parametrize(("said", "expected"), DEATHS.values(), ids=DEATHS)
def test_death(said, expected):
    found = row(lines(patient(**said)), "person")

    assert {
        name: found[name] for name in found if name.startswith(("deceased", "death"))
    } == expected


def test_a_death_to_the_day_beside_a_year_of_birth_is_kept_to_the_year():
    found = row(lines(patient(birth="1950", deceasedDateTime="2026-02-03T04:05:06Z")), "person")

    assert (found["death_day"], found["date_precision"]) == (date(2026, 1, 1), "year")
    assert "death_instant" not in found


def test_the_least_precise_time_of_a_record_decides_for_it_alone():
    batches = lines(
        patient("p1", birth="1950", deceasedDateTime="2026-02-03"),
        patient("p2", birth="1950-07-08", deceasedDateTime="2026-02"),
        patient("p3", birth="1950", deceasedDateTime="2026-02"),
        patient("p4", birth="1950-07-08", deceasedDateTime="2026-02-03"),
    )
    found = rows(batches, "person").select("birth_day", "death_day", "date_precision")

    assert found.rows() == [
        (date(1950, 1, 1), date(2026, 1, 1), "year"),
        (date(1950, 7, 1), date(2026, 2, 1), "month"),
        (date(1950, 1, 1), date(2026, 1, 1), "year"),
        (date(1950, 7, 8), date(2026, 2, 3), None),
    ]


SEXES = {
    "gender": ({"sex": "other"}, "other"),
    "the extension of US Core 7": (
        {
            "sex": None,
            "extension": [{"url": f"{US_CORE}/us-core-sex", "valueCode": "248153007"}],
        },
        "male",
    ),
    "sex at birth": (
        {"sex": None, "extension": [{"url": f"{US_CORE}/us-core-birthsex", "valueCode": "F"}]},
        "female",
    ),
    "gender before the extension": (
        {
            "sex": "unknown",
            "extension": [{"url": f"{US_CORE}/us-core-birthsex", "valueCode": "F"}],
        },
        "unknown",
    ),
}


@pytest.mark.parametrize(("said", "expected"), SEXES.values(), ids=SEXES)
def test_sex(said, expected):
    assert row(lines(patient(**said)), "person")["sex"] == expected


ZIPS = {
    "02176": ("021", "02176"),
    "01906-3143": ("019", "01906"),
    "021": ("021", None),
    "021**": ("021", None),
    "SW1A 1AA": (None, None),
}


@pytest.mark.parametrize(("postal_code", "expected"), ZIPS.items(), ids=ZIPS)
def test_the_zip_code_is_taken_as_far_as_it_goes(postal_code, expected):
    found = row(lines(patient(postal_code=postal_code)), "person")

    assert (found.get("zip3"), found.get("zip5")) == expected


def test_of_several_addresses_the_first_at_which_the_person_lives_counts():
    addresses = [
        {"use": "old", "postalCode": "10001"},
        {"use": "billing", "postalCode": "10002"},
        {"use": "home", "postalCode": "02176"},
        {"postalCode": "10003"},
    ]

    assert row(lines(patient(address=addresses)), "person")["zip5"] == "02176"


def test_of_several_languages_the_preferred_one_counts():
    spoken = [
        {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "en"}]}},
        {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "so"}]}, "preferred": True},
    ]
    found = row(lines(patient(communication=spoken)), "person")

    assert pairs(found["language"]) == [("urn:ietf:bcp:47", "so")]


IDENTIFYING = {
    "a name": ({"name": [{"family": NAME, "given": ["A"]}]}, "Patient.name"),
    "a phone": ({"telecom": [{"system": "phone", "value": NAME}]}, "Patient.telecom"),
    "a street": ({"address": [{"line": [NAME]}]}, "Patient.address.line"),
    "a city": ({"address": [{"city": NAME}]}, "Patient.address.city"),
    "nine digits of a ZIP code": (
        {"address": [{"postalCode": "01906-3143"}]},
        "Patient.address.postalCode",
    ),
    "a number": (
        {"identifier": [{"system": "http://example.org", "value": NAME}]},
        "Patient.identifier.value",
    ),
    "a picture": ({"photo": [{"title": NAME}]}, "Patient.photo"),
    "a contact": ({"contact": [{"name": {"text": NAME}}]}, "Patient.contact"),
    "a narrative": (
        {"text": {"status": "generated", "div": f"<div>{NAME}</div>"}},
        "Patient.text.div",
    ),
    "the mother's name": (
        {
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName",
                    "valueString": NAME,
                }
            ]
        },
        "Patient.extension(patient-mothersMaidenName)",
    ),
    "the place of birth": (
        {
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace",
                    "valueAddress": {"city": NAME},
                }
            ]
        },
        "Patient.extension(patient-birthPlace)",
    ),
    "an extension that somebody made up": (
        {"extension": [{"url": f"http://example.org/{NAME}", "valueString": NAME}]},
        "Patient.extension",
    ),
    "another text beside the race": (
        {
            "extension": [
                race("2106-3") | {"extension": [{"url": "text", "valueString": f"White {NAME}"}]}
            ]
        },
        "Patient.extension(us-core-race)",
    ),
    "a resource inside": (
        {"contained": [{"resourceType": "RelatedPerson", "id": "r", "name": [{"text": NAME}]}]},
        "Patient.contained",
    ),
}


@pytest.mark.parametrize(("said", "path"), IDENTIFYING.values(), ids=IDENTIFYING)
def test_what_may_identify_is_shown_by_path_and_in_no_table(said, path):
    batches = lines(patient("p1", **said))
    words = surplus(batches)

    assert list(words) == [path]
    assert any(NAME in word or "3143" in word for word in words[path])
    assert NAME not in str([batch.rows.to_dicts() for batch in batches])


def test_the_namespace_of_a_narrative_is_no_word_of_it():
    told_in_words = '<div xmlns="http://www.w3.org/1999/xhtml">well</div>'

    assert surplus(lines(patient(text={"div": told_in_words}))) == {
        "Patient.text.div": ["<div>well</div>"]
    }


def test_where_somebody_lives_on_the_map_is_shown():
    url = "http://hl7.org/fhir/StructureDefinition/geolocation"
    place = {"url": url, "extension": [{"url": "latitude", "valueDecimal": 42.1}]}

    assert surplus(lines(patient(address=[{"extension": [place]}]))) == {
        "Patient.address.extension": ["42.1"]
    }


def test_what_the_table_takes_is_shown_no_second_time():
    said = race("2028-9")
    said["extension"] = [*said["extension"], {"url": "text", "valueString": "Asian"}]
    recorded = {"url": f"{US_CORE}/us-core-birthsex", "valueCode": "F"}

    assert surplus(lines(patient(extension=[said, recorded], postal_code="02176"))) == {}


def test_extensions_that_cannot_be_read_are_a_fault():
    batches = lines(patient("p1", extension={"url": "x"}))

    assert told(batches) == [
        (1, "Patient.extension(us-core-race)", "structure", "error"),
        (1, "Patient.extension(us-core-ethnicity)", "structure", "error"),
    ]
