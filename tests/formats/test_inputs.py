import gzip
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest

from adapters.formats import FORMATS, UnknownFormat, format_named, recognise
from adapters.inputs import read_inputs, read_source
from adapters.source import bytes_source
from tests.builders.csv_files import batches, faults
from tests.places import PROJECT, shared

PERSONS = "person,birth_day\np1,1980-01-01\n"
CLAIMS = "claim,person,type,status\nc1,p1,professional,paid\n"

HEADS = {
    "canonical": (PERSONS, "csv"),
    "canonical without its key": ("person,status,code,start_day,value_number\n", "csv"),
    "counts with a column of populations": ("measure,year,population,count\n", "counts-csv"),
    "counts with a column for each": ("measure,year,numerator,denominator\n", "counts-csv"),
    "counts as the table has them": (
        "measure,rate,period_start,period_end,population,count,not_reported\n",
        "counts-csv",
    ),
    "events": ("Patient ID,Date,Event,Instrument,Score\n", "registry-csv"),
    "scores": ("id,date,PHQ-9,GAD-7\n", "registry-csv"),
    "episodes": ("id,enrollment date,first phq-9,last phq-9,last contact\n", "registry-csv"),
    "a roster by NPI": ("member_id,npi\n", "roster-csv"),
    "a roster by practice": ("person,practice\n", "roster-csv"),
    "a resource in each line": (
        '{"resourceType": "Patient", "id": "p1"}\n{"resourceType": "Patient", "id": "p2"}\n',
        "fhir-ndjson",
    ),
    "a Bundle": ('{"resourceType": "Bundle", "entry": [', "fhir-json"),
    "attribution as the table has it": (
        "person,practice,provider,method,start_day\n",
        "roster-csv",
    ),
}


@pytest.mark.parametrize(("head", "name"), HEADS.values(), ids=HEADS)
def test_a_file_is_recognised_by_its_header(head, name):
    assert recognise(head.encode()).name == name


def test_the_name_of_a_format_finds_it():
    for found in FORMATS:
        assert format_named(found.name) is found
    assert len({found.name for found in FORMATS}) == len(FORMATS)


def test_another_name_finds_none():
    with pytest.raises(UnknownFormat):
        format_named("csv2")


UNKNOWN = {
    "nothing": (b"", "the file is empty"),
    "blank lines": (b"\n \n", "the file is empty"),
    "PDF": (b"%PDF-1.7\n...", "PDF"),
    "an old spreadsheet": (b"\xd0\xcf\x11\xe0....", "a spreadsheet or document"),
    "UTF-16": ("person,birth_day\n".encode("utf-16"), "text of two bytes a letter"),
    "X12": (b"ISA*00*          *00*", "X12"),
    "X12 without its ISA": (b"GS*HC*SENDER", "X12"),
    "APCD": (b"HD|ME|12345|\n", "an APCD file"),
    "a clinical document": (
        b'<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">',
        "a clinical document",
    ),
    "XML": (b"<Group/>", "XML"),
    "JSON": (b'{"a": 1}', "JSON that holds no FHIR"),
    "fixed width": (b"1A00A00AA00" * 8 + b"\n" + b"1A00A00AA01" * 8 + b"\n", "text of fixed width"),
    "another table": (b"cnt,gender,race\n3,,\n", "a delimited file whose header names no table"),
    "a roster without a header": (b"1999,1234567893\n1998,1234567893\n", "a delimited file"),
    "bytes": (bytes(range(256)), "no text"),
    "a word": (b"hello", "neither CSV"),
    "UTF-16 without a mark": ("person,birth_day\n".encode("utf-16-be"), "text of two bytes"),
    "HL7 version 2": (b"MSH|^~\\&|A|B\r", "HL7 version 2"),
    "FHIR as XML": (b'<Patient xmlns="http://hl7.org/fhir"/>', "FHIR as XML"),
    "Parquet": (b"PAR1\0\0", "Parquet"),
    "bzip2": (b"BZh91AY&SY", "an archive that is neither"),
    "tar": (b"a" + b"\0" * 256 + b"ustar", "a tar"),
}


@pytest.mark.parametrize(("content", "seems"), UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_file_is_one_fault_that_says_what_it_seems_to_be(content, seems):
    (batch,) = batches(content)
    (fault,) = batch.faults.rows(named=True)

    assert (fault["rule"], fault["position"]) == ("unknown-format", 0)
    assert fault["remedy"].startswith(f"format not known yet: {seems}")


def test_a_spreadsheet_is_one_fault():
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")

    assert faults(stream.getvalue()) == [(0, "", "unknown-format")]


@pytest.mark.parametrize("deck", ["x12", "qrda", "cms-rif", "aggregate-cubes", "value-sets"])
def test_files_of_formats_that_are_not_known_yet_are_one_fault_each(deck):
    for file in sorted(shared(deck).iterdir()):
        found = pl.concat(batch.faults for batch in read_inputs([file]))

        assert found["rule"].to_list() == ["unknown-format"], file.name
        assert found["file"].to_list() == [str(file)]


def test_a_roster_without_a_header_is_one_fault():
    found = list(read_inputs([shared("attribution", "test_associations.csv")]))

    assert [batch.faults["rule"].to_list() for batch in found] == [["unknown-format"]]


def archive(**members):
    stream = BytesIO()
    with ZipFile(stream, "w") as opened:
        for name, content in members.items():
            opened.writestr(f"{name}.csv", content)
    return stream.getvalue()


def test_a_zip_of_tables_is_read_file_by_file():
    found = batches(archive(person=PERSONS, claim=CLAIMS), name="sent.zip")

    assert [(batch.file, batch.table.name, batch.rows.height) for batch in found] == [
        ("sent.zip/person.csv", "person", 1),
        ("sent.zip/claim.csv", "claim", 1),
    ]


def test_a_bad_file_in_a_zip_leaves_the_others():
    found = batches(archive(person=PERSONS, letter="Dear all"))
    told = pl.concat(batch.faults for batch in found)

    assert sum(batch.rows.height for batch in found) == 1
    assert told.select("file", "rule").rows() == [("sent.csv/member 2", "unknown-format")]


def test_a_file_behind_a_zip_in_a_zip_is_read():
    stream = BytesIO()
    with ZipFile(stream, "w") as opened:
        opened.writestr("inner.zip", archive(claim=CLAIMS))
        opened.writestr("person.csv", PERSONS)
    found = batches(stream.getvalue())

    assert [batch.rows.height for batch in found] == [1, 0]
    assert faults(stream.getvalue()) == [(0, "", "archive-in-archive")]


def test_a_gz_is_read_as_what_it_holds():
    (batch,) = batches(gzip.compress(PERSONS.encode()))

    assert (batch.table.name, batch.rows.height) == ("person", 1)


def test_a_broken_gz_is_one_fault():
    assert faults(gzip.compress(PERSONS.encode())[:-20]) == [(0, "", "broken-archive")]


def test_what_was_read_before_a_gz_broke_is_given_with_the_fault():
    content = gzip.compress(PERSONS.encode() + b"p2,1981-01-01\n" * 50_000, compresslevel=0)
    found = batches(content[:-50_000])

    assert sum(batch.rows.height for batch in found) > 1000
    assert found[-1].faults["rule"].to_list() == ["broken-archive"]


def test_a_format_may_be_named():
    content = "person,practice\np1,a\n"

    assert [batch.rows["method"].to_list() for batch in batches(content)] == [["roster"]]
    named = list(read_source(bytes_source(content.encode()), "csv"))
    assert [batch.rows["method"].to_list() for batch in named] == [[None]]


def test_a_file_that_is_not_of_the_format_that_is_named_is_a_fault():
    for known in ("csv", "counts-csv", "registry-csv", "roster-csv"):
        (batch,) = read_source(bytes_source(b"cnt,gender\n1,x\n"), known)

        assert batch.faults["rule"].to_list() == ["unknown-header"]


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path):
    for name, content in (("b.csv", CLAIMS), ("a.csv", PERSONS), (".hidden", "x")):
        (tmp_path / name).write_text(content)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "c.csv.gz").write_bytes(gzip.compress(PERSONS.encode()))
    found = list(read_inputs([tmp_path]))

    assert [Path(batch.file).relative_to(tmp_path).name for batch in found] == [
        "a.csv",
        "b.csv",
        "c.csv.gz",
    ]
    assert [batch.table.name for batch in found] == ["person", "claim", "person"]


def test_a_path_that_is_not_there_is_a_failure():
    with pytest.raises(OSError):
        list(read_inputs([PROJECT / "no such file"]))


def test_a_folder_of_resources_is_read_as_one():
    folder = shared("fhir-ecqm", "CMS2FHIRPCSDepScreenAndFollowUp")
    found = list(read_inputs([folder]))
    persons = sum(batch.rows.height for batch in found if batch.table.name == "person")

    assert persons == sum(1 for case in folder.iterdir() if case.is_dir())


def test_other_files_beside_resources_are_read_as_what_they_are(tmp_path):
    (tmp_path / "p1.json").write_text('{"resourceType": "Patient", "id": "p1"}')
    (tmp_path / "claim.csv").write_text(CLAIMS)
    (tmp_path / "letter.txt").write_text("Dear all")
    found = list(read_inputs([tmp_path]))
    told = pl.concat(batch.faults for batch in found)

    assert {batch.table.name for batch in found if batch.rows.height} == {"person", "claim"}
    assert told["rule"].to_list() == ["unknown-format"]


def test_bundles_of_persons_are_read():
    file = next(shared("fhir-synthea").glob("*.json"))
    found = list(read_inputs([file]))

    assert sum(batch.rows.height for batch in found if batch.table.name == "person") == 1
    assert sum(batch.rows.height for batch in found if batch.table.name == "encounter") > 1
