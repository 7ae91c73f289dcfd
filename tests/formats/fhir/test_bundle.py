"""A Bundle, and a single resource, as one document."""

import json

import pytest

from adapters.fhir import document
from adapters.fhir import ndjson as lines_format
from adapters.fhir.folder import read_folder
from adapters.source import bytes_source
from schemas.batch import Batch
from tests.builders.fhir import (
    bundle,
    condition,
    encounter,
    ndjson,
    observation,
    patient,
    resource,
    write_folder,
)
from tests.builders.fhir import document as document_of
from tests.builders.fhir_reading import bundle as read_bundle
from tests.builders.fhir_reading import lines, row, rows, told

P1, E1 = patient("p1"), encounter("e1", person="p1")


def read(whole: object) -> list[Batch]:
    content = whole if isinstance(whole, bytes) else json.dumps(whole).encode()
    return list(document.read(bytes_source(content, "sent.json")))


@pytest.mark.parametrize("kind", ["transaction", "collection", "searchset", "batch", "history"])
def test_a_bundle_of_any_kind_is_its_entries(kind):
    batches = read(bundle(P1, E1, kind=kind))

    assert told(batches) == []
    assert {batch.table.name: batch.positions.to_list() for batch in batches} == {
        "person": [1],
        "encounter": [2],
    }


def test_a_bundle_gives_what_lines_give():
    whole = (P1, E1, condition("c1", person="p1"), observation("o1", person="p1", encounter="e1"))

    for table in ("person", "encounter", "condition", "observation"):
        expected = rows(lines(*whole), table)

        assert rows(read_bundle(*whole), table).equals(expected)
        assert rows(read_bundle(*whole, named=True), table).equals(expected)


def test_a_bundle_in_each_line_stands_for_itself(tmp_path):
    two = bundle(patient("p2"), encounter("e2", person="p2"), encounter("e3", person="p1"))
    content = "\n\n".join(json.dumps(one) for one in (bundle(P1, E1), two)) + "\n"
    (tmp_path / "sent.json").write_text(content)
    write_folder(tmp_path, patient("p3"))
    for batches in (read(content.encode()), list(read_folder(tmp_path))):
        assert {"p1", "p2"} <= set(rows(batches, "person")["person"])
        assert rows(batches, "encounter")["encounter"].to_list()[:2] == ["e1", "e2"]

    assert told(read(content.encode())) == [
        (5, "Encounter.subject.reference", "unresolved-subject", "error")
    ]


def test_a_line_that_is_broken_among_bundles_is_a_fault_of_its_own():
    content = b"\n".join(json.dumps(bundle(P1)).encode() for _ in range(2))

    assert [rule for _, _, rule, _ in told(read(content + b"\n{"))] == ["json"]


def test_the_entries_of_a_bundle_in_an_entry_are_entries():
    inner = bundle(E1, kind="searchset")
    batches = read(bundle(P1, inner, encounter("e2", person="p1"), kind="batch-response"))

    assert told(batches) == []
    assert {batch.table.name: batch.positions.to_list() for batch in batches} == {
        "person": [1],
        "encounter": [2, 3],
    }


def test_bundles_inside_of_bundles_end():
    whole = bundle(E1)
    for _ in range(3):
        whole = bundle(P1, whole)

    assert [rule for _, _, rule, _ in told(read(whole))] == ["structure"]


def test_an_entry_without_an_id_has_the_one_of_its_url():
    nameless = {name: value for name, value in P1.items() if name != "id"}
    about = E1 | {"subject": {"reference": "urn:uuid:0f3b"}}
    entries = [{"fullUrl": "urn:uuid:0f3b", "resource": nameless}, {"resource": about}]
    batches = read({"resourceType": "Bundle", "entry": entries})

    assert row(batches, "person")["person"] == "0f3b"
    assert row(batches, "encounter")["person"] == "0f3b"


def test_an_entry_may_be_referred_to_by_its_url():
    entries = [
        {"fullUrl": "http://example.org/fhir/Patient/p1", "resource": P1},
        {"resource": E1 | {"subject": {"reference": "http://example.org/fhir/Patient/p1"}}},
    ]

    assert row(read({"resourceType": "Bundle", "entry": entries}), "encounter")["person"] == "p1"


def test_a_subject_that_is_no_patient_of_the_bundle_is_a_fault():
    batches = read(bundle(P1, E1, encounter("e2", person="p2")))

    assert told(batches) == [(3, "Encounter.subject.reference", "unresolved-subject", "error")]
    assert rows(batches, "encounter")["encounter"].to_list() == ["e1"]


def test_a_reason_of_another_type_is_told_from_a_condition_by_the_bundle():
    seen = encounter("e1", person="p1", reasons=["x1"])
    seen["reasonReference"] = [{"reference": "urn:uuid:x1"}, {"reference": "urn:uuid:c1"}]
    entries = [
        {"fullUrl": f"urn:uuid:{one['id']}", "resource": one}
        for one in (P1, seen, condition("c1", person="p1"), observation("x1", person="p1"))
    ]
    batches = read({"resourceType": "Bundle", "entry": entries})

    assert told(batches) == []
    assert rows(batches, "encounter_condition")["condition"].to_list() == ["c1"]


BROKEN = {
    "an entry that is none": ("entry", [7], [(1, "Bundle.entry", "structure")]),
    "an entry without a resource": ("entry", [{"response": {"status": "201"}}], []),
    "a resource that is none": (
        "entry",
        [{"resource": {"resourceType": "Nonsense"}}],
        [(1, "resourceType", "resource-type")],
    ),
    "a resource of a wrong shape": (
        "entry",
        [{"resource": {**E1, "period": 5}}],
        [(1, "Encounter.period", "structure")],
    ),
    "entries that are no list": ("entry", {"resource": P1}, [(0, "Bundle.entry", "structure")]),
}


@pytest.mark.parametrize(("name", "value", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_in_a_bundle_is_told_at_its_entry(name, value, expected):
    batches = read({"resourceType": "Bundle", name: value})

    assert [(position, field, rule) for position, field, rule, _ in told(batches)] == expected


def test_a_broken_entry_spoils_no_other():
    whole = bundle(P1, E1)
    whole["entry"] = [7, *whole["entry"], {"resource": {**E1, "period": 5}}]
    batches = read(whole)

    assert {position for position, _, _, _ in told(batches)} == {1, 4}
    assert rows(batches, "encounter").height == 1


NO_JSON = {
    "nothing": b"",
    "half a document": json.dumps(bundle(P1)).encode()[:-5],
    "more than a document": json.dumps(bundle(P1)).encode() + b"{}",
    "no JSON": b"resourceType: Bundle",
}


@pytest.mark.parametrize("content", NO_JSON.values(), ids=NO_JSON)
def test_what_is_no_json_is_a_fault(content):
    found = [rule for _, _, rule, _ in told(read(content))]

    assert found == (["json"] if content else [])


def test_a_document_that_is_too_large_to_be_read_whole_is_a_fault(monkeypatch):
    monkeypatch.setattr(document, "LARGEST", 100)

    assert [rule for _, _, rule, _ in told(read(bundle(P1, E1)))] == ["too-large"]


def test_a_single_resource_is_read_alone():
    batches = list(document.read(document_of(E1)))

    assert told(batches) == []
    assert row(batches, "encounter")["person"] == "p1"
    assert row(read(b"\xef\xbb\xbf" + json.dumps(P1).encode()), "person")["person"] == "p1"


FORMS = {
    "lines": (ndjson(P1, E1), True, False),
    "one line": (ndjson(P1), True, False),
    "a resource over lines": (document_of(P1), False, True),
    "a Bundle over lines": (document_of(bundle(P1)), False, True),
    "a Bundle in a line": (bytes_source(json.dumps(bundle(P1)).encode()), False, True),
    "a Bundle with its type at the end": (
        bytes_source(json.dumps(bundle(P1), sort_keys=True).encode()),
        False,
        True,
    ),
    "a Bundle that is longer than its head": (
        bytes_source(json.dumps(bundle(*[E1] * 1000)).encode()),
        False,
        True,
    ),
    "a resource that is longer than its head": (
        bytes_source(json.dumps({**P1, "text": {"div": "x" * 100_000}}).encode()),
        True,
        False,
    ),
    "lines of which the first is broken": (
        bytes_source(b'{"resourceType":"Patient"\n' + json.dumps(P1).encode() + b"\n"),
        True,
        False,
    ),
    "entries that are each a line": (
        bytes_source(
            b'{"resourceType":"Bundle","entry":[{"resource":\n' + json.dumps(P1).encode() + b"\n}]}"
        ),
        False,
        True,
    ),
    "what no table needs": (ndjson(resource("Immunization")), True, False),
    "a mark of the byte order": (
        bytes_source(b"\xef\xbb\xbf" + json.dumps(P1, indent=1).encode()),
        False,
        True,
    ),
    "JSON that is not FHIR": (bytes_source(b'{"a": 1}'), False, False),
    "JSON of a type that is none": (bytes_source(b'{"resourceType": "Car"}'), False, False),
    "a list": (bytes_source(b"[{}]"), False, False),
    "a sheet": (bytes_source(b"person,sex\np1,female\n"), False, False),
    "nothing": (bytes_source(b""), False, False),
}


@pytest.mark.parametrize(("source", "as_lines", "as_document"), FORMS.values(), ids=FORMS)
def test_fhir_is_recognised_by_its_first_bytes(source, as_lines, as_document):
    with source.open() as stream:
        head = stream.read(2**16)

    assert lines_format.recognises(head) is as_lines
    assert document.recognises(head) is as_document
