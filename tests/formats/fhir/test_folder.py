"""A folder of resources: cases, files of other forms, and which file a fault is in."""

import gzip
import json
from zipfile import ZipFile

import polars as pl
import pytest

from adapters.fhir import folder, ndjson, parallel
from adapters.fhir.blocks import line_blocks
from adapters.fhir.folder import holds_resources, read_folder
from adapters.fhir.spawned import Spawned
from adapters.inputs import read_inputs
from adapters.whole_file import faulted
from schemas.fault import Fault
from tests.builders.fhir import (
    bundle,
    condition,
    coverage,
    encounter,
    medication_request,
    patient,
    resource,
    service_request,
    write_folder,
)
from tests.builders.fhir_reading import pairs, row, rows, told

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
P1, P2 = patient("p1"), patient("p2")


def test_each_folder_with_one_patient_is_a_case(tmp_path):
    write_folder(tmp_path / "one", P1, service_request("r1", person="somebody-else"))
    write_folder(tmp_path / "two", P2, service_request("r2", person="p2"))
    batches = list(read_folder(tmp_path))

    assert rows(batches, "procedure").select("procedure", "person").rows() == [
        ("ServiceRequest/r1", "p1"),
        ("ServiceRequest/r2", "p2"),
    ]
    assert [(field, rule, severity) for _, field, rule, severity in told(batches)] == [
        ("ServiceRequest.subject.reference", "subject-elsewhere", "warning")
    ]


def test_a_case_may_keep_its_resources_in_folders_of_their_own(tmp_path):
    write_folder(tmp_path / "one" / "Patient", P1)
    write_folder(tmp_path / "one" / "Encounter", encounter("e1", person="elsewhere"))
    write_folder(tmp_path / "two", P2)

    assert row(read_folder(tmp_path), "encounter")["person"] == "p1"


def test_a_byte_order_mark_hides_no_patient_of_a_case(tmp_path):
    write_folder(tmp_path, P1, encounter("e1", person="elsewhere"))
    for path in tmp_path.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert row(read_folder(tmp_path), "encounter")["person"] == "p1"


def test_a_resource_in_one_line_belongs_to_its_case_as_well(tmp_path):
    write_folder(tmp_path, P1)
    for one in (
        encounter("e1", person="x"),
        encounter("e2", person="x", text={"div": "x" * 2**17}),
    ):
        (tmp_path / f"{one['id']}.json").write_text(json.dumps(one))

    assert rows(read_folder(tmp_path), "encounter")["person"].to_list() == ["p1", "p1"]


def test_a_record_without_a_subject_belongs_to_its_case(tmp_path):
    write_folder(tmp_path, P1, encounter("e1", person="p1", subject={}))
    batches = list(read_folder(tmp_path))

    assert row(batches, "encounter")["person"] == "p1"
    assert [severity for _, _, _, severity in told(batches)] == ["warning"]


def test_in_a_folder_of_several_patients_a_subject_must_be_one_of_them(tmp_path):
    write_folder(tmp_path, P1, P2, encounter("e1", person="p1"), encounter("e2", person="p3"))
    batches = list(read_folder(tmp_path))

    assert rows(batches, "encounter")["encounter"].to_list() == ["e1"]
    assert [(field, rule) for _, field, rule, _ in told(batches)] == [
        ("Encounter.subject.reference", "unresolved-subject")
    ]


def test_a_fault_names_the_file_it_is_in(tmp_path):
    sound = condition("c1", person="p1")
    write_folder(tmp_path / "one", P1, sound, encounter("e1", person="p1", status="done"))
    (tmp_path / "one" / "Zero.json").write_text(json.dumps(P1)[:-3])
    faults = pl.concat(batch.faults for batch in read_folder(tmp_path))

    assert faults.select("file", "position", "rule").rows() == [
        (str(tmp_path / "one" / "Zero.json"), 1, "json"),
        (str(tmp_path / "one" / "Encounter-e1.json"), 1, "choice"),
    ]
    assert [batch.file for batch in read_folder(tmp_path)] == [str(tmp_path)] * 4


def test_bundles_and_lines_beside_resources_are_read_as_what_they_are(tmp_path):
    write_folder(tmp_path / "case", P1, encounter("e1", person="p1"))
    (tmp_path / "bundle.json").write_text(json.dumps(bundle(P2, encounter("e2", person="p2"))))
    more = [encounter("e3", person="p1"), encounter("e4", person="nobody")]
    content = "".join(json.dumps(one) + "\n" for one in more)
    (tmp_path / "more.ndjson.gz").write_bytes(gzip.compress(content.encode()))
    batches = list(read_folder(tmp_path))

    assert sorted(rows(batches, "encounter").select("encounter", "person").rows()) == [
        ("e1", "p1"),
        ("e2", "p2"),
        ("e3", "p1"),
    ]
    assert [(position, rule) for position, _, rule, _ in told(batches)] == [
        (2, "unresolved-subject")
    ]


def test_an_export_of_one_type_a_file_is_one_input(tmp_path):
    drug = resource(
        "Medication",
        "d",
        code={"coding": [{"system": "urn:oid:2.16.840.1.113883.6.88", "code": "312938"}]},
    )
    asked = medication_request(
        "m1", person="p1", code=None, medicationReference={"reference": "Medication/d"}
    )
    for one in (P1, P2, asked, drug):
        (tmp_path / f"{one['resourceType']}.ndjson").open("a").write(json.dumps(one) + "\n")
    batches = list(read_folder(tmp_path))

    assert told(batches) == []
    assert row(batches, "medication")["person"] == "p1"


def test_an_id_means_in_a_case_what_it_means_there(tmp_path):
    for key, code in (("p1", "312938"), ("p2", "312940")):
        drug = {"coding": [{"system": RXNORM, "code": code}]}
        asked = medication_request(
            "m", person=key, code=None, medicationReference={"reference": "Medication/d"}
        )
        write_folder(tmp_path / key, patient(key), asked, resource("Medication", "d", code=drug))
    batches = list(read_folder(tmp_path))

    assert told(batches) == []
    assert [
        (one["person"], pairs(one["code"]))
        for one in rows(batches, "medication").sort("person").to_dicts()
    ] == [("p1", [(RXNORM, "312938")]), ("p2", [(RXNORM, "312940")])]


def test_an_id_of_two_things_that_lie_in_no_case_means_neither(tmp_path):
    asked = medication_request(
        "m", person="p1", code=None, medicationReference={"reference": "Medication/d"}
    )
    write_folder(tmp_path, P1, P2, asked)
    for code in ("312938", "312940"):
        drug = {"coding": [{"system": RXNORM, "code": code}]}
        write_folder(tmp_path / code, resource("Medication", "d", code=drug))

    assert [rule for _, _, rule, _ in told(read_folder(tmp_path))] == ["unresolved-medication"]


def zipped(folder):
    """The files of a folder in a zip beside it."""
    path = folder.with_suffix(".zip")
    with ZipFile(path, "w") as archive:
        for one in sorted(folder.rglob("*.*")):
            archive.write(one, one.relative_to(folder))
    return path


def test_a_zip_is_read_as_the_folder_that_it_was(tmp_path):
    whole = tmp_path / "deck"
    for key, code in (("p1", "312938"), ("p2", "312940")):
        drug = resource("Medication", "d", code={"coding": [{"system": RXNORM, "code": code}]})
        asked = medication_request(
            "m", person="elsewhere", code=None, medicationReference={"reference": "Medication/d"}
        )
        write_folder(whole / key, patient(key), drug, asked)
        (whole / key / "e.json").write_text(json.dumps(encounter(f"e-{key}", person=key)))
    beside = tmp_path / "both"
    beside.mkdir()
    (beside / "deck.zip").write_bytes(zipped(whole).read_bytes())
    expected = list(read_folder(whole))

    assert rows(expected, "medication").height == 2
    for path, named in (
        (tmp_path / "deck.zip", None),
        (tmp_path / "deck.zip", "fhir-json"),
        (whole, "fhir-ndjson"),
        (beside, None),
    ):
        batches = list(read_inputs([path], named))

        assert sorted(told(batches)) == sorted(told(expected))
        for table in ("person", "encounter", "medication"):
            assert rows(batches, table).equals(rows(expected, table)), table


def test_an_export_of_one_type_a_file_is_one_input_in_a_zip_too(tmp_path):
    whole = tmp_path / "export"
    drug = resource("Medication", "d", code={"coding": [{"system": RXNORM, "code": "312938"}]})
    asked = medication_request(
        "m1", person="p1", code=None, medicationReference={"reference": "Medication/d"}
    )
    whole.mkdir()
    for one in (P1, P2, asked, drug):
        (whole / f"{one['resourceType']}.ndjson").open("a").write(json.dumps(one) + "\n")
    batches = list(read_inputs([zipped(whole)]))

    assert told(batches) == []
    assert pairs(row(batches, "medication")["code"]) == [(RXNORM, "312938")]


def test_a_document_that_is_too_large_is_read_no_further(tmp_path, monkeypatch):
    whole = write_folder(
        tmp_path / "deck", P1, encounter("e1", person="p1", text={"div": "x" * 999})
    )
    monkeypatch.setattr("adapters.fhir.document.LARGEST", 900)
    for path in (whole, zipped(whole)):
        batches = list(read_inputs([path]))

        assert [rule for _, _, rule, _ in told(batches)] == ["too-large"]
        assert rows(batches, "person").height == 1


def test_a_file_that_is_not_fhir_is_a_fault_or_somebody_elses(tmp_path):
    write_folder(tmp_path, P1)
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / ".hidden").write_text("x")
    others: list[str] = []

    def other(source):
        others.append(source.name)
        yield faulted(Fault(rule="read", remedy="", file=source.name))

    assert [rule for _, _, rule, _ in told(read_folder(tmp_path))] == ["unknown-format"]
    assert [rule for _, _, rule, _ in told(read_folder(tmp_path, other=other))] == ["read"]
    assert others == [str(tmp_path / "notes.txt")]


def test_a_broken_archive_in_a_folder_is_a_fault(tmp_path):
    write_folder(tmp_path, P1)
    (tmp_path / "more.ndjson.gz").write_bytes(gzip.compress(json.dumps(P2).encode())[:-9])
    batches = list(read_folder(tmp_path))

    assert "broken-archive" in {rule for _, _, rule, _ in told(batches)}
    assert rows(batches, "person")["person"].to_list() == ["p1"]


HELD = {
    "resources": ({"a/p.json": json.dumps(P1)}, True),
    "lines": ({"p.ndjson": (json.dumps(P1) + "\n") * 2}, True),
    "Bundles alone": ({"b.json": json.dumps(bundle(P1))}, False),
    "sheets alone": ({"person.csv": "person\np1\n"}, False),
    "nothing": ({}, False),
}


@pytest.mark.parametrize(("files", "expected"), HELD.values(), ids=HELD)
def test_whether_a_folder_holds_resources(tmp_path, files, expected):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)

    assert holds_resources(tmp_path) is expected


def test_many_files_come_in_few_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("adapters.fhir.folder.TOGETHER", 50)
    for number in range(60):
        key = f"p{number}"
        write_folder(tmp_path / key, patient(key), coverage(person="anybody"))
    batches = list(read_folder(tmp_path))
    covered = rows(batches, "coverage")["person"].to_list()

    assert len(batches) <= 6
    assert covered == sorted(f"p{number}" for number in range(60))
    assert pl.concat(batch.positions for batch in batches).n_unique() == 120


def test_all_files_of_an_export_are_read_by_the_same_processes(tmp_path, monkeypatch):
    people = [patient(f"p{number}") for number in range(9)]
    seen = [encounter(f"e{number}", person=f"p{number}") for number in range(9)]
    for one in (*people, *seen):
        with (tmp_path / f"{one['resourceType']}.ndjson").open("a") as stream:
            stream.write(json.dumps(one) + "\n")
    expected = list(read_folder(tmp_path))
    started = []

    def counted(shared: object) -> Spawned:
        started.append(shared)
        return Spawned(shared)

    monkeypatch.setattr(folder, "LARGE", 0)
    monkeypatch.setattr(ndjson, "line_blocks", lambda stream: line_blocks(stream, size=500))
    monkeypatch.setattr(parallel, "Spawned", counted)
    found = list(read_folder(tmp_path))

    assert len(started) == 1
    assert len(found) > len(expected)
    for table in ("person", "encounter"):
        assert rows(found, table).equals(rows(expected, table))
