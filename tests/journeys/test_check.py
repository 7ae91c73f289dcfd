"""Check files offline: exactly what the intake would say of them, and never a value."""

import gzip
import json
import zipfile

import pytest

from hub.cli import main
from tests.builders.homes import CANARIES, FILES, home
from tests.places import shared

CLEAN = {
    "person": "person,birth_day,sex,date_precision\np1,1950-01-01,female,year\np2,1960-01-01,male,year\n",
    "claim": (
        "claim,person,type,status,start_day,principal_diagnosis,date_precision\n"
        "c1,p1,professional,paid,2026-01-01,F11.20,year\n"
        "c2,p2,professional,paid,2026-01-01,J00,year\n"
    ),
    "claim_line": (
        "claim,line,person,procedure,start_day,date_precision\n"
        "c1,1,p1,99213,2026-01-01,year\n"
        "c1,2,p1,99214,2026-01-01,year\n"
        "c2,1,p2,99213,2026-01-01,year\n"
    ),
}


@pytest.fixture
def told(capsys):
    def run(*words):
        status = main(["check", *(str(word) for word in words), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def package(tmp_path):
    def write(name="package.zip", **files):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for table, text in (CLEAN | files).items():
                if text:
                    archive.writestr(f"{table}.csv", text)
        return path

    return write


def test_a_clean_package_is_accepted_with_its_records_and_labels_counted(package, told):
    path = package()

    status, answer = told(path)

    [file] = answer["files"]
    assert (status, answer["accepted"]) == (0, True)
    assert (file["path"], file["format"]) == (str(path), "csv")
    assert file["records"] == {"claim": 2, "claim_line": 3, "person": 2}
    assert (file["faults"], file["identifiers"]) == ([], [])
    assert file["labels"] == {"OPIOIDUD": 3, "SUD": 3}


def test_persons_who_look_alike_are_counted(package, told):
    alike = "\n".join(f"p{number},1950-01-01,female,year" for number in range(11))
    alone = "q,1951-01-01,male,year"
    path = package(person=f"person,birth_day,sex,date_precision\n{alike}\n{alone}\n")

    _, answer = told(path)

    assert answer["files"][0]["anonymity"] == {
        "k": 1,
        "persons": 12,
        "threshold": 11,
        "persons_below_threshold": 1,
    }


# A home's files under the names of the shared schema: a hub can read them, and must not take them.
RAW = {
    name: text.replace("mrn", "person").replace("dob", "birth_day").replace("zip_code", "zip5")
    for name, text in FILES.items()
}


def test_identified_files_are_refused_by_column_rule_and_count(tmp_path, told):
    status, answer = told(home(tmp_path / "home", **RAW))

    [file] = answer["files"]
    found = {(one["column"], one["rule"]): one["count"] for one in file["identifiers"]}
    assert (status, answer["accepted"]) == (1, False)
    assert found["first_name", "name"] == 4
    assert found["ssn", "social-security-number"] == 2
    assert found["phone", "telephone-number"] == 2
    assert found["visit_note", "free-text"] == 1
    said = json.dumps(answer).replace(str(tmp_path), "")
    assert [canary for canary in CANARIES if canary in said] == []


def test_faults_tell_position_field_rule_and_remedy(package, told):
    bad = CLEAN["person"].replace("p2,1960-01-01,male", "p2,1960-13-01,male")

    status, answer = told(package(person=bad))

    faults = [
        fault for fault in answer["files"][0]["faults"] if fault["rule"] != "unknown-reference"
    ]
    assert status == 1
    assert [(one["position"], one["field"], one["rule"]) for one in faults] == [
        (2, "birth_day", "day")
    ]
    assert faults[0]["file"] == "person.csv"
    assert faults[0]["remedy"]
    assert "1960-13-01" not in json.dumps(answer)


def test_rules_between_records_are_held_as_at_intake(package, told):
    lines = CLEAN["claim_line"] + "c1,1,p1,99213,2026-01-01,year\nc9,1,p1,99213,2026-01-01,year\n"

    _, answer = told(package(claim_line=lines))

    rules = {(one["rule"], one["position"]) for one in answer["files"][0]["faults"]}
    assert rules == {("duplicate-key", 4), ("unknown-reference", 5)}


def test_labels_are_told_of_refused_files_too(package, told):
    days = CLEAN["claim"].replace(",year\n", ",\n")

    status, answer = told(package(claim=days))

    assert status == 1
    assert answer["files"][0]["labels"] == {"OPIOIDUD": 3, "SUD": 3}


HEAD = "claim,person,type,status,start_day,principal_diagnosis,security,date_precision\n"
LEVEL = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ROW = "{},p1,professional,paid,2026-01-01,{},{},year\n"
BUNDLES = {
    "nothing sensitive": ([("J00", "")], "N"),
    "one record of substance use among others": ([("J00", ""), ("F11.20", "")], "R"),
    "one that came as very restricted": ([("F11.20", ""), ("J00", f"{LEVEL}|V")], "V"),
    "one that came as less than its code says": ([("F11.20", f"{LEVEL}|L")], "R"),
    "no claims": ([], "N"),
}


@pytest.mark.parametrize(("claims", "level"), BUNDLES.values(), ids=BUNDLES)
def test_the_highest_level_of_its_records_labels_the_whole(claims, level, package, told):
    rows = "".join(ROW.format(f"c{at}", *claim) for at, claim in enumerate(claims))

    status, answer = told(package(claim=HEAD + rows, claim_line=""))

    assert (status, answer["files"][0]["confidentiality"]) == (0, level)


DAYS = {"safe_harbor": 1, "limited_data_set": 0, "expert_determination": 0, "aggregate_only": 1}


@pytest.mark.parametrize(("basis", "expected"), DAYS.items())
def test_the_basis_decides_about_days(basis, expected, package, told):
    persons = "person,birth_day,sex\np1,1950-02-03,female\np2,1960-01-01,male\n"

    status, _ = told(package(person=persons), "--basis", basis)

    assert status == expected


def test_a_certificate_narrows_the_determination(tmp_path, package, told):
    terms = tmp_path / "certificate.toml"
    terms.write_text(
        'expert = "An Expert"\nmethod = "k"\nrisk = "very small"\nsigned = 2026-01-01\n'
        'expires = 2999-12-31\ndate_precision = "year"\n'
    )
    persons = "person,birth_day,sex\np1,1950-02-03,female\np2,1960-01-01,male\n"

    status, answer = told(
        *(package(person=persons), "--basis", "expert_determination", "--certificate", terms)
    )

    assert status == 1
    assert {one["rule"] for one in answer["files"][0]["identifiers"]} == {"date-finer-than-year"}


def test_a_certificate_that_is_none_is_told(tmp_path, package, told):
    terms = tmp_path / "certificate.toml"
    terms.write_text('expert = "An Expert"\n')

    status, answer = told(package(), "--basis", "expert_determination", "--certificate", terms)

    assert (status, answer["error"]["type"]) == (2, "certificate")
    assert "method" in answer["error"]["detail"]


OTHER = {
    "x12": "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *",
    "a note": "nothing that anybody could read as records\n",
    "counts of another kind": "cnt,gender,age\n20,,\n",
    "an empty file": "",
}


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_a_file_of_no_known_format_gets_one_fault_and_status_2(text, tmp_path, told):
    path = tmp_path / "given"
    path.write_text(text)

    status, answer = told(path)

    [fault] = answer["files"][0]["faults"]
    assert status == 2
    assert not answer["accepted"]
    assert fault["remedy"].startswith("format not known yet")
    assert (fault["position"], fault["rule"]) == (0, "unknown-format")


IDENTIFIED_SHEET = (
    "Member ID,SSN,dx,e-mail,said\n"
    "M1,123-45-6789,F11.20,a@example.org,call 312-555-0143\n"
    "M2,,J00,b@example.org,nothing\n"
)


def test_what_identifies_persons_is_named_in_files_of_no_known_format_too(tmp_path, told):
    path = tmp_path / "given.csv"
    path.write_text(IDENTIFIED_SHEET)

    status, answer = told(path)

    [file] = answer["files"]
    found = {(one["column"], one["rule"]): one["count"] for one in file["identifiers"]}
    assert (status, len(file["faults"])) == (2, 1)
    assert found == {
        ("member_id", "plan-or-account-number"): 2,
        ("ssn", "social-security-number"): 1,
        ("e_mail", "email-address"): 2,
        ("column 5", "telephone-number"): 1,
    }
    assert "the records identify persons beyond what the agreement allows" in file["reasons"]
    assert "123-45-6789" not in json.dumps(answer)


def test_a_first_line_that_is_no_header_is_not_told(tmp_path, told):
    path = tmp_path / "given.csv"
    path.write_text("Zaphod,F11.20,123-45-6789\nTrillian,J00,219-09-9999\n")

    _, answer = told(path)

    found = [(one["column"], one["rule"]) for one in answer["files"][0]["identifiers"]]
    assert found == [("column 3", "social-security-number")]
    assert "zaphod" not in json.dumps(answer).lower()


def test_a_table_of_two_columns_is_known_beside_what_must_not_come(tmp_path, told):
    path = tmp_path / "person.csv"
    path.write_text("person,sex,ssn,first_name,plate\np1,female,123-45-6789,Ada,IL 4\n")

    status, answer = told(path)

    found = {(one["column"], one["rule"]) for one in answer["files"][0]["identifiers"]}
    assert (status, answer["files"][0]["format"]) == (1, "csv")
    assert ("ssn", "social-security-number") in found
    assert ("plate", "vehicle-identification-number") in found


def test_each_file_is_a_submission_of_its_own(package, told):
    good, bad = package("good.zip"), package("bad.zip", person=FILES["person"])

    status, answer = told(good, bad)

    assert status == 1
    assert [file["accepted"] for file in answer["files"]] == [True, False]
    assert [file["path"] for file in answer["files"]] == [str(good), str(bad)]


def test_a_name_of_a_file_in_a_folder_is_not_told(tmp_path, told):
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "Jane_Doe_person.csv").write_text("person,sex\np1,bogus\n")

    _, answer = told(folder)

    said = json.dumps(answer)
    assert "Jane" not in said
    assert answer["files"][0]["faults"][0]["file"] == "file 1"


def test_an_archive_that_cannot_be_unpacked_gets_one_fault_and_status_2(tmp_path, told):
    whole = gzip.compress(CLEAN["person"].encode())
    (tmp_path / "short.gz").write_bytes(whole[:30])
    (tmp_path / "whole.gz").write_bytes(whole)

    status, answer = told(tmp_path / "short.gz", tmp_path / "whole.gz")

    broken, sound = answer["files"]
    assert status == 2
    assert [fault["rule"] for fault in broken["faults"]] == ["broken-archive"]
    assert (sound["faults"], sound["accepted"], answer["accepted"]) == ([], True, False)


PATIENT = '{"resourceType":"Patient","id":"a","gender":"female","birthDate":"1950"}'
BUNDLE = f'{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{PATIENT}}}]}}'
CUT = {
    "a Bundle that is cut short": (BUNDLE[:-3], 2, {}),
    "a resource that is cut short": (PATIENT[:-3], 2, {}),
    "one line that is whole and one that is not": (f"{PATIENT}\n{PATIENT[:-3]}", 1, {"person": 1}),
    "a Bundle of nothing": ('{"resourceType":"Bundle","type":"collection"}', 1, {}),
    "a whole one": (BUNDLE, 0, {"person": 1}),
}


@pytest.mark.parametrize(("text", "expected", "records"), CUT.values(), ids=CUT)
def test_what_is_cut_short_cannot_be_read(text, expected, records, tmp_path, told):
    path = tmp_path / "given.json"
    path.write_text(text)

    status, answer = told(path)

    assert (status, answer["files"][0]["records"]) == (expected, records)


def test_a_folder_without_a_file_gets_one_fault_and_status_2(tmp_path, told):
    (tmp_path / "given" / "deeper").mkdir(parents=True)

    status, answer = told(tmp_path / "given")

    assert status == 2
    assert [fault["rule"] for fault in answer["files"][0]["faults"]] == ["unknown-format"]


def test_a_missing_file_and_an_unknown_format_are_wrong_usage(tmp_path, package, told):
    absent, answer = told(tmp_path / "absent.csv")
    unknown, reply = told(package(), "--format", "morse")

    assert (absent, answer["error"]["type"]) == (2, "unreadable-input")
    assert (unknown, reply["error"]["type"]) == (2, "unknown-format")


def test_the_text_says_the_same(tmp_path, capsys):
    status = main(["check", str(home(tmp_path / "home", **RAW))])
    text = capsys.readouterr().out

    assert status == 1
    assert "would be refused" in text
    assert "identifier: person.ssn: social-security-number (2)" in text


def test_synthea_bundles_are_refused_for_the_identifiers_that_they_hold(told):
    folder = shared("fhir-synthea")

    status, answer = told(folder)

    [file] = answer["files"]
    rules = {one["rule"] for one in file["identifiers"]}
    columns = {one["column"] for one in file["identifiers"]}
    assert status == 1
    assert {"name", "address", "telephone-number", "medical-record-number"} <= rules
    assert {"social-security-number", "date-finer-than-year", "zip-code"} <= rules
    assert {"Patient.name", "Patient.telecom", "Patient.address.line"} <= columns
    said = json.dumps(answer)
    for path in folder.iterdir():
        given, family = path.name.split("_")[0], path.name.split("_")[-2]
        assert given not in said
        assert family not in said


DECKS = ["CMS2FHIRPCSDepScreenAndFollowUp", "CMS137FHIRSUDTxInitEngagement"]


@pytest.mark.parametrize("deck", DECKS)
def test_the_official_decks_give_counts_and_clear_faults(deck, told):
    _, answer = told(shared("fhir-ecqm", deck))

    [file] = answer["files"]
    assert file["records"]["person"] > 0
    assert file["records"]["encounter"] > 0
    assert all(fault["rule"] and fault["remedy"] for fault in file["faults"])


OTHERS = ["x12", "cms-rif", "qrda", "aggregate-cubes"]


@pytest.mark.parametrize("name", OTHERS)
def test_third_party_files_of_other_formats_are_not_known_yet(name, told):
    for path in sorted(shared(name).iterdir()):
        status, answer = told(path)

        [fault] = answer["files"][0]["faults"]
        assert status == 2
        assert fault["remedy"].startswith("format not known yet")
