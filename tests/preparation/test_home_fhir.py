"""Who the Patients of FHIR files are, and FHIR through `hub prepare`."""

import json
from datetime import date

import pytest

from adapters.source import bytes_source
from hub.cli import main
from hub.preparation.home_fhir import patients_of
from hub.preparation.home_sheet import header_of
from tests.builders.homes import tables

JANE = {
    "resourceType": "Patient",
    "id": "jane-1",
    "identifier": [
        {"system": "http://hospital.example.org", "value": "100001"},
        {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "078-05-1120"},
    ],
    "name": [
        {"use": "nickname", "family": "D", "given": ["JD"]},
        {"use": "official", "family": "Doe", "given": ["Jane", "Ann"]},
    ],
    "telecom": [{"system": "phone", "value": "212-555-0123"}],
    "gender": "female",
    "birthDate": "1950-02-28",
    "address": [{"line": ["25 Church St"], "city": "Cambridge", "postalCode": "02139-1234"}],
}
BARE = {"resourceType": "Patient", "id": "nobody-2"}
VISIT = {
    "resourceType": "Encounter",
    "id": "visit-1",
    "status": "finished",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
    "subject": {"reference": "Patient/jane-1", "display": "Jane Doe"},
    "period": {"start": "2026-03-01T10:00:00-05:00"},
}
BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [{"resource": resource} for resource in (JANE, BARE, VISIT)],
}
FILES = {
    "a Bundle": json.dumps(BUNDLE),
    "lines": "".join(json.dumps(resource) + "\n" for resource in (JANE, VISIT, BARE)),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_who_patients_are(text):
    who = patients_of(bytes_source(text.encode(), "given"))

    assert who.sort("person").rows() == [
        ("jane-1", "Jane", "Doe", "078-05-1120", date(1950, 2, 28), "female", None, "02139-1234"),
        ("nobody-2", None, None, None, None, None, None, None),
    ]


@pytest.mark.parametrize(
    "text", ['{"resourceType":"Bundle","entry":[', '\ufeff [{"person":1,"condition":2}', "{}"]
)
def test_a_document_on_one_line_is_no_sheet(text):
    assert header_of(bytes_source(text.encode(), "given")) is None


def test_another_file_has_no_patients():
    assert patients_of(bytes_source(b"person,sex\np,female\n", "given")).is_empty()


@pytest.fixture(params=["a Bundle", "lines", "a folder"])
def home(request, tmp_path):
    place = tmp_path / "home"
    place.mkdir()
    if request.param == "a folder":
        for resource in (JANE, BARE, VISIT):
            name = f"{resource['resourceType']}-{resource['id']}.json"
            (place / name).write_text(json.dumps(resource))
    else:
        (place / "given.json").write_text(FILES[request.param])
    return place


@pytest.mark.parametrize("basis", ["safe_harbor", "limited_data_set"])
def test_fhir_becomes_a_package_without_identifiers(home, basis, tmp_path, capsys):
    key = tmp_path / "key"
    key.write_bytes(b"k" * 32)
    linking = [] if basis == "safe_harbor" else ["--linkage-key", str(key)]

    status = main(
        ["prepare", str(home), str(tmp_path / "p.zip"), "--basis", basis, *linking, "--json"]
    )
    prepared = json.loads(capsys.readouterr().out)
    sent = tables(tmp_path / "p.zip")

    assert (status, prepared["reasons"]) == (0, [])
    assert sent["encounter"]["person"][0] in sent["person"]["person"].to_list()
    said = json.dumps(prepared).replace(str(tmp_path), "")
    text = said + "".join(frame.write_csv() for frame in sent.values())
    canaries = ["jane-1", "visit-1", "Jane", "Doe", "078-05-1120", "212-555-0123", "Church"]
    assert [canary for canary in canaries if canary in text] == []


def test_a_person_has_one_token_whether_it_comes_as_csv_or_as_fhir(tmp_path, capsys):
    key = tmp_path / "key"
    key.write_bytes(b"k" * 32)
    (tmp_path / "fhir.json").write_text(FILES["a Bundle"])
    (tmp_path / "person.csv").write_text(
        "mrn,first_name,last_name,dob,gender\nX9,Jane Ann,DOE,1950-02-28,F\n"
    )
    for name in ("fhir.json", "person.csv"):
        words = ["prepare", str(tmp_path / name), str(tmp_path / f"{name}.zip")]
        main([*words, "--basis", "limited_data_set", "--linkage-key", str(key)])
    capsys.readouterr()

    fhir, csv = (tables(tmp_path / f"{name}.zip")["person"] for name in ("fhir.json", "person.csv"))
    assert csv["person"][0] in fhir["person"].to_list()
