from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.delimited import text_batches
from adapters.delimited.canonical import read, recognises, table_of
from adapters.source import bytes_source
from schemas.records import TABLES
from tests.builders.csv_files import batches, faults, rows, told

ENCOUNTERS = "encounter,person,status,start_day\n"
SOUND = ENCOUNTERS + "e1,p1,finished,2026-01-05\ne2,p2,planned,2026-02-06\n"


def test_rows_come_typed_and_numbered_from_one():
    (batch,) = batches(SOUND, read)

    assert batch.table is TABLES["encounter"]
    assert batch.rows["start_day"].to_list() == [date(2026, 1, 5), date(2026, 2, 6)]
    assert batch.positions.to_list() == [1, 2]
    assert (batch.file, batch.faults.height) == ("sent.csv", 0)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_read(delimiter):
    assert rows(SOUND.replace(",", delimiter), "encounter", read).height == 2


DIRT = {
    "a byte order mark": "\ufeff" + SOUND,
    "carriage returns": SOUND.replace("\n", "\r\n"),
    "every cell in quotes": "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in SOUND.splitlines()
    ),
    "blanks around cells": SOUND.replace(",", " , "),
    "hard blanks around cells": SOUND.replace("p1", "\u00a0p1\u00a0"),
    "blank lines": SOUND.replace("\n", "\n\n"),
    "no line break at the end": SOUND.rstrip(),
    "capitals in the header": SOUND.replace(ENCOUNTERS, ENCOUNTERS.upper()),
    "a comma behind each record": SOUND.replace("\n", ",\n"),
}


@pytest.mark.parametrize("content", DIRT.values(), ids=DIRT)
def test_dirt_that_harms_nothing_is_no_fault(content):
    assert faults(content, read) == []
    assert rows(content, "encounter", read).equals(rows(SOUND, "encounter", read))


def test_a_free_text_may_have_several_lines():
    content = 'observation,person,status,code,value_text\no1,p1,final,44261-6,"one\ntwo"\n'

    assert rows(content, "observation", read)["value_text"].to_list() == ["one\ntwo"]


FILES = {
    "a cell is missing": (SOUND + "e3,p3\n", [(3, "", "ragged-record", "error")]),
    "a cell too many": (SOUND + "e3,p3,planned,,\n", [(3, "", "ragged-record", "error")]),
    "the header once more": (SOUND + ENCOUNTERS, [(3, "", "header-repeated", "warning")]),
    "bytes that are not UTF-8": (
        SOUND.encode() + b"e3,p\xff,planned,\n",
        [(3, "person", "not-utf-8", "error")],
    ),
    "a quote that swallows records": (
        SOUND + 'e3,"p3,planned,\ne4,p4,planned,\ne5,p5",planned,\n',
        [(3, "person", "line-break", "error")],
    ),
    "a column that is missing": (
        "encounter,person,start_day\ne1,p1,2026-01-05\n",
        [(0, "status", "missing-column", "error")],
    ),
    "diagnoses of claims of which none is said to be the principal one": (
        "claim,person,type,status,diagnosis\nc1,p1,institutional,paid,F32.1\n",
        [(0, "principal_diagnosis", "wanted-column", "warning")],
    ),
    "a column of principal diagnoses that is empty": (
        "claim,person,type,status,diagnosis,principal_diagnosis\n"
        "c1,p1,institutional,paid,F32.1,\nc2,p1,institutional,paid,,\n",
        [(0, "principal_diagnosis", "wanted-column", "warning")],
    ),
    "claims without any diagnosis": (
        "claim,person,type,status,diagnosis,principal_diagnosis\nc1,p1,institutional,paid,,\n",
        [],
    ),
    "one principal diagnosis of several claims": (
        "claim,person,type,status,diagnosis,principal_diagnosis\n"
        "c1,p1,institutional,paid,F32.1,\nc2,p1,institutional,paid,F32.1,F32.1\n",
        [],
    ),
    "a principal diagnosis beside the others": (
        "claim,person,type,status,diagnosis,principal_diagnosis\n"
        "c1,p1,institutional,paid,F32.1,F32.1\n",
        [],
    ),
    "a column that nobody knows": (
        "encounter,person,status,weather\ne1,p1,finished,rain\n",
        [(0, "weather", "unknown-column", "error")],
    ),
    "a column twice": (
        "encounter,person,status,status\ne1,p1,finished,planned\n",
        [(0, "status", "repeated-column", "error")],
    ),
    "a column without a name that holds cells": (
        "encounter,person,status,\ne1,p1,finished,x\n",
        [(0, "column 4", "unknown-column", "error")],
    ),
    "a quote that never closes": (
        SOUND + 'e3,"p3,planned,2026-01-01\n',
        [(0, "", "open-quote", "error"), (3, "", "ragged-record", "error")],
    ),
}


@pytest.mark.parametrize(("content", "expected"), FILES.values(), ids=FILES)
def test_what_is_wrong_with_a_file_is_told_by_its_place(content, expected):
    assert told(content, read) == expected


@pytest.mark.parametrize("case", ["a cell is missing", "the header once more"])
def test_one_bad_record_does_not_spoil_the_file(case):
    content = FILES[case][0] + "e9,p9,planned,\n"

    assert rows(content, "encounter", read)["encounter"].to_list() == ["e1", "e2", "e9"]


def test_positions_count_the_records_that_were_left_out():
    content = ENCOUNTERS + "e1,p1,finished,\ne2\ne3,p3,finished,\n\ne4\ne5,p5,what,\ne6,p6,planned,"
    batch, *_ = batches(content, read)

    assert batch.positions.to_list() == [1, 3, 6]
    assert faults(content, read) == [
        (2, "", "ragged-record"),
        (4, "", "ragged-record"),
        (5, "status", "choice"),
    ]


def test_positions_hold_across_batches(monkeypatch):
    monkeypatch.setattr(text_batches, "BLOCK", 100)
    monkeypatch.setattr(text_batches, "BLOCKS", 2)
    lines = [f"e{number},p,finished,\n" if number % 7 else "e\n" for number in range(1, 200)]
    found = batches(ENCOUNTERS + "".join(lines), read)

    assert len(found) > 5
    for batch in found:
        assert batch.rows["encounter"].to_list() == [f"e{place}" for place in batch.positions]
    assert sum(batch.rows.height for batch in found) == 199 - 199 // 7
    assert [place for place, _, _ in faults(ENCOUNTERS + "".join(lines), read)] == list(
        range(7, 200, 7)
    )


def test_a_record_longer_than_a_block_ends_the_file_with_a_fault(monkeypatch):
    monkeypatch.setattr(text_batches, "BLOCK", 100)
    content = SOUND + 'e3,"' + "p" * 500

    assert (0, "", "record-too-long") in faults(content, read)


@pytest.mark.parametrize("content", [ENCOUNTERS, ENCOUNTERS.rstrip(), ENCOUNTERS + "\n\n"])
def test_a_header_alone_is_an_empty_table(content):
    (batch,) = batches(content, read)

    assert (batch.table.name, batch.rows.height, batch.faults.height) == ("encounter", 0, 0)


def test_a_header_as_the_only_record_is_an_empty_table():
    (batch,) = batches(ENCOUNTERS + ENCOUNTERS, read)

    assert batch.rows.height == 0
    assert batch.faults["severity"].to_list() == ["warning"]


def test_an_unknown_column_is_kept_for_the_identifier_gate():
    (batch,) = batches(FILES["a column that nobody knows"][0], read)

    assert {name: cells.to_list() for name, cells in batch.surplus.items()} == {"weather": ["rain"]}


def test_a_file_with_no_such_header_is_one_fault():
    assert faults("cnt,gender\n3,male\n", read) == [(0, "", "unknown-header")]


def test_all_that_is_wrong_with_the_columns_is_told_with_what_is_wrong_with_the_cells():
    content = "encounter,person,weather,start_day\ne1,p1,rain,tomorrow\n"

    assert faults(content, read) == [
        (0, "status", "missing-column"),
        (0, "weather", "unknown-column"),
        (1, "start_day", "day"),
    ]


def test_reading_takes_the_file_batch_by_batch(monkeypatch):
    monkeypatch.setattr(text_batches, "BLOCK", 100)
    monkeypatch.setattr(text_batches, "BLOCKS", 2)
    content = ENCOUNTERS + "e1,p1,finished,\n" * 100
    first = next(read(bytes_source(content.encode())))

    assert 0 < first.rows.height < 100


@st.composite
def headers(draw):
    table = draw(st.sampled_from([*TABLES.values()]))
    needed = {column.name for column in table.columns if column.required} | set(table.key)
    others = draw(st.sets(st.sampled_from(table.names)))
    return table, draw(st.permutations(sorted(needed | others)))


@settings(deadline=None)
@given(headers())
def test_a_table_is_known_by_its_header(found):
    table, names = found

    assert table_of(names) is table


@pytest.mark.parametrize(
    "header",
    ["cnt,gender,race", "oid,title,version,system,code", "BENE_ID|CLM_ID|CLM_FROM_DT", "a"],
)
def test_the_header_of_another_file_is_no_tables(header):
    assert not recognises(header.encode())
