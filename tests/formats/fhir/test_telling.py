"""Words that tell of a person are shown to the gate wherever in a resource they stand."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.fhir.ndjson import read
from adapters.fhir.telling import may_tell, telling
from adapters.source import bytes_source

NUMBER = "219-09-9999"
TELLING = (
    *(NUMBER, "219 09 9999", "312-555-0143", "(312) 555-0143", "(312)555-0143", "312.555.0143"),
    *("312 555 0143", "ada@example.org", "call (312) 555-0143 at night"),
)
# Numbers of products, places, versions and days that the decks hold.
INNOCENT = (
    *("00409-1234-01", "2.16.840.1.113883.6.96", "urn:oid:2.16.840.1.113762.1.4.1142.32"),
    *("2026-01-01T10:00:00-05:00", "2026-01-01/2026-12-31", "12009-1", "46797000", "1.2.3.4"),
    *("dab86f8b-1234-4567-8901-123456789012", "312-555-01434", "9219-09-9999", "a@b"),
)
PATIENT = {"reference": "Patient/p1"}
PLACES = {
    "Claim.payee.party.display": {"payee": {"party": {"display": NUMBER}}},
    "Claim.item.programCode.text": {"item": [{"programCode": [{"text": NUMBER}]}]},
    "Composition.section.title": {"section": [{"title": NUMBER}]},
    "CareTeam.participant.member.display": {"participant": [{"member": {"display": NUMBER}}]},
    "Patient.meta.tag.display": {"meta": {"tag": [{"display": NUMBER}]}},
    "List.extension.valueString": {"extension": [{"url": "urn:x", "valueString": NUMBER}]},
    "Observation.ofNoStandard": {"ofNoStandard": NUMBER},
}


def surplus(kind, **members):
    line = json.dumps({"resourceType": kind, "id": "r", "subject": PATIENT} | members)
    found = {}
    for batch in read(bytes_source(line.encode(), "given.ndjson"), workers=1):
        found |= {path: texts.to_list() for path, texts in batch.surplus.items()}
    return found


@pytest.mark.parametrize(("path", "members"), PLACES.items(), ids=PLACES)
def test_it_is_shown_by_its_path_wherever_it_stands(path, members):
    assert surplus(path.split(".")[0], **members) == {path: [NUMBER]}


@pytest.mark.parametrize("word", TELLING)
def test_each_shape_is_seen(word):
    content = json.dumps({"resourceType": "Goal", "statusReason": word}).encode()

    assert may_tell(content)
    assert list(telling(content, "Goal", ())) == [("Goal.statusReason", word)]


@pytest.mark.parametrize("word", INNOCENT)
def test_numbers_of_other_things_tell_nothing(word):
    content = json.dumps({"resourceType": "Goal", "statusReason": word}).encode()

    assert list(telling(content, "Goal", ())) == []


def test_the_name_by_which_a_reference_shows_a_person_is_shown():
    entry = [{"item": PATIENT | {"display": "Ada"}}, {"item": {"reference": "Device/1"}}]
    content = json.dumps({"resourceType": "List", "entry": entry}).encode()

    assert may_tell(content)
    assert list(telling(content, "List", ())) == [("List.entry.item.display", "Ada")]


def test_what_reaches_a_practice_or_a_clinician_is_not_shown():
    phone = [{"system": "phone", "value": "312-555-0143"}]
    inside = {"resourceType": "Practitioner", "id": "d", "telecom": phone}

    assert surplus("Organization", telecom=phone) == {}
    assert surplus("Claim", contained=[inside], patient=PATIENT) == {}


def test_what_is_shown_by_its_own_path_is_shown_once():
    found = surplus("Patient", telecom=[{"value": "ada@example.org"}], name=[{"text": NUMBER}])

    assert found == {"Patient.telecom": ["ada@example.org"], "Patient.name": [NUMBER]}


WORDS = st.sampled_from([*TELLING, *INNOCENT, "", "plain words"])
LEAVES = st.recursive(
    WORDS,
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "note", "part", "display"]), inside, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(LEAVES)
def test_no_resource_that_tells_is_passed_by(value):
    content = json.dumps({"resourceType": "Basic", "code": value}).encode()
    told = [text for _, text in telling(content, "Basic", ())]

    assert may_tell(content) or not told
    assert sorted(told) == sorted(text for text in _all(value) if text in TELLING)


def _all(value):
    if isinstance(value, str):
        yield value
        return
    for inside in value.values() if isinstance(value, dict) else value:
        yield from _all(inside)


@pytest.mark.parametrize("kind", ["Patient", "RelatedPerson"])
def test_a_photograph_is_shown_though_it_be_a_link_alone(kind):
    found = surplus(kind, photo=[{"url": "https://example.org/face"}])

    assert found == {f"{kind}.photo": ['[{"url": "https://example.org/face"}]']}
