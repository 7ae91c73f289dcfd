"""Label records, and say which codes gave each label."""

import gzip
import json

import pytest

from hub.cli import main
from tests.places import shared

CLAIM = (
    "claim,person,type,status,start_day,principal_diagnosis\n"
    "c1,p1,professional,paid,2026-03-01,F11.20\n"
    "c2,p2,professional,paid,2026-03-01,F32.9\n"
    "c3,p2,professional,paid,2026-03-01,J00\n"
)
LINE = (
    "claim,line,person,procedure,place_of_service,start_day,practice\n"
    "c1,1,p1,99213,11,2026-03-01,clinic\n"
    "c2,1,p2,99213,58,2026-03-01,clinic\n"
    "c3,1,p2,99213,11,2026-03-01,clinic\n"
)


@pytest.fixture
def told(capsys):
    def run(*words):
        status = main(["label", *(str(word) for word in words), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def claims(tmp_path):
    folder = tmp_path / "claims"
    folder.mkdir()
    (folder / "claim.csv").write_text(CLAIM)
    (folder / "claim_line.csv").write_text(LINE)
    return folder


def by_id(answer):
    return {record["id"]: record for record in answer["records"]}


def labels(record):
    return {(label["label"], label["code"], label["column"]) for label in record["labels"]}


def test_every_record_comes_with_its_provenance_and_the_codes_that_label_it(claims, told):
    status, answer = told(claims)

    records = by_id(answer)
    assert status == 0
    assert answer["list_version"].startswith("clinical_terms")
    assert set(records) == {"c1", "c2", "c3", "c1/1", "c2/1", "c3/1"}
    assert labels(records["c1"]) == {
        ("OPIOIDUD", "F11.20", "principal_diagnosis"),
        ("SUD", "F11.20", "principal_diagnosis"),
    }
    assert records["c1"]["position"] == 1
    assert records["c1"]["file"] == f"{claims}/claim.csv"
    assert records["c1"]["labels"][0]["system"] == "http://hl7.org/fhir/sid/icd-10-cm"
    assert (records["c3"]["labels"], records["c3"]["provenance"]) == ([], "unknown")


def test_a_claim_is_labelled_whole_and_says_which_record_gave_the_label(claims, told):
    records = by_id(told(claims)[1])

    assert labels(records["c1/1"]) == {
        ("OPIOIDUD", "F11.20", "claim.principal_diagnosis"),
        ("SUD", "F11.20", "claim.principal_diagnosis"),
    }
    assert records["c2"]["provenance"] == records["c2/1"]["provenance"] == "yes"
    assert ("42CFRPart2", "58", "claim_line.place_of_service") in labels(records["c2"])
    assert ("SUD", "58", "place_of_service") in labels(records["c2/1"])
    assert ("MH", "F32.9", "claim.principal_diagnosis") in labels(records["c2/1"])


def test_a_registry_says_who_is_a_program_and_who_is_none(claims, tmp_path, told):
    register = tmp_path / "register.csv"
    register.write_text("practice,part2\nclinic,no\n")

    records = by_id(told(claims, "--registry", register)[1])

    assert records["c3/1"]["provenance"] == "no"
    assert records["c2/1"]["provenance"] == "yes"


def test_in_strict_mode_what_is_coded_for_substance_use_is_a_programs(claims, told):
    records = by_id(told(claims, "--mode", "strict")[1])

    assert records["c1"]["provenance"] == records["c1/1"]["provenance"] == "yes"
    assert records["c3"]["provenance"] == "unknown"


def test_other_lists_can_be_chosen(claims, told):
    _, answer = told(claims, "--lists", "cms_bfd")
    status, refused = told(claims, "--lists", "cms_bfd,nobodys")

    assert labels(by_id(answer)["c2"]) == {
        ("42CFRPart2", "58", "claim_line.place_of_service"),
        ("SUD", "58", "claim_line.place_of_service"),
    }
    assert (status, refused["error"]["type"]) == (2, "unknown-list")


def test_a_file_that_cannot_be_read_is_told(tmp_path, told):
    note = tmp_path / "note.txt"
    note.write_text("just words\n")

    unknown, answer = told(note)
    absent, reply = told(tmp_path / "absent.csv")

    assert (unknown, answer["error"]["type"]) == (2, "unknown-format")
    assert (absent, reply["error"]["type"]) == (2, "unreadable-input")


def test_a_file_of_which_nothing_can_be_read_is_told(tmp_path, told):
    packed = tmp_path / "claims.csv.gz"
    packed.write_bytes(gzip.compress(CLAIM.encode())[:30])
    faulty = tmp_path / "claim.csv"
    faulty.write_text(CLAIM.replace("2026-03-01", "soon"))

    broken, answer = told(packed)
    nothing, reply = told(faulty)

    assert (broken, answer["error"]["type"]) == (2, "broken-archive")
    assert (nothing, reply["error"]["type"]) == (2, "day")


def test_a_folder_without_a_file_holds_nothing_to_label(tmp_path, told):
    status, answer = told(tmp_path)

    assert (status, answer["error"]["type"]) == (2, "unknown-format")


def test_records_that_cannot_be_read_are_told_beside_the_others(tmp_path, capsys):
    claims = tmp_path / "claim.csv"
    claims.write_text(CLAIM.replace("2026-03-01,J00", "soon,J00"))

    status = main(["label", str(claims), "--json"])
    printed = capsys.readouterr()

    assert status == 0
    assert set(by_id(json.loads(printed.out))) == {"c1", "c2"}
    assert "1 left out of claim, start_day: day" in printed.err
    assert "soon" not in printed.err


def test_the_text_names_each_record_and_its_labels(claims, capsys):
    status = main(["label", str(claims)])
    lines = capsys.readouterr().out.splitlines()

    assert status == 0
    assert f"{claims}/claim.csv 1 c1: unknown OPIOIDUD SUD" in lines


def test_the_deck_of_substance_use_treatment_is_labelled(told):
    _, answer = told(shared("fhir-ecqm", "CMS137FHIRSUDTxInitEngagement"))

    labelled = [record for record in answer["records"] if record["labels"]]
    assert any(label["label"] == "SUD" for record in labelled for label in record["labels"])
    assert len(labelled) < len(answer["records"])


CODED = '{"coding":[{"system":"%s","code":"%s"}]}'
FHIR_CLAIM = (
    '{"resourceType":"Claim","id":"%s","status":"active","use":"claim","created":"2026-03-01",'
    '"patient":{"reference":"Patient/p1"},"type":'
    + CODED % ("http://terminology.hl7.org/CodeSystem/claim-type", "professional")
    + ',"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":'
    + CODED
    + "}]}\n"
)
ICD, HCPCS = "http://hl7.org/fhir/sid/icd-10-cm", "HCPCS"


def test_claims_are_labelled_alike_in_csv_and_in_fhir(tmp_path, told):
    """A service in the place of a diagnosis is left out of either; an id is the claim's own."""
    diagnoses = {"k1": (ICD, "F11.20"), "k2": (HCPCS, "H0015"), "k3": (ICD, "J00")}
    sheet, lines = tmp_path / "claims.csv", tmp_path / "claims.ndjson"
    sheet.write_text(
        "claim,person,type,status,start_day,principal_diagnosis\n"
        + "".join(
            f"{claim},p1,professional,pending,2026-03-01,{system}|{code}\n"
            for claim, (system, code) in diagnoses.items()
        )
    )
    lines.write_text("".join(FHIR_CLAIM % (claim, *code) for claim, code in diagnoses.items()))
    found = [
        {
            (name, record["provenance"], label[:2])
            for name, record in by_id(told(path)[1]).items()
            for label in labels(record) or {("none", "")}
        }
        for path in (sheet, lines)
    ]

    assert found[0] == found[1]
    assert {name for name, *_ in found[0]} == {"k1", "k3"}
