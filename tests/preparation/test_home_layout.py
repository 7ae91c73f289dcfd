"""The home layout: names under which columns may come, and the page that says so."""

import pytest

from hub.cli import main
from hub.preparation.home_layout import home_table, meanings, page
from schemas.records import TABLES
from tests.builders.homes import tables
from tests.places import PROJECT

HEADERS = {
    "names of the schema": (["person", "sex"], {"person": "person", "sex": "sex"}),
    "names of a home": (
        ["member_id", "dob", "gender", "zip"],
        {"member_id": "person", "dob": "birth_day", "gender": "sex", "zip": "zip5"},
    ),
    "the schema's own name counts first": (
        ["mrn", "person", "dob", "birth_day"],
        {"person": "person", "birth_day": "birth_day"},
    ),
    "a name that says nothing": (["person", "colour"], {"person": "person"}),
}


@pytest.mark.parametrize(("header", "expected"), HEADERS.values(), ids=HEADERS)
def test_meanings(header, expected):
    assert meanings(header) == expected


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_canonical_file_is_of_the_home_layout_too(table):
    assert home_table(table.names) is table


def test_identifying_columns_do_not_hide_the_table():
    header = ["mrn", "first_name", "last_name", "dob", "gender", "ssn", "phone", "address", "zip"]

    assert home_table(header) is TABLES["person"]
    assert home_table(["colour", "size"]) is None


def test_the_page_is_what_the_layout_says():
    assert (PROJECT / "docs" / "home_layout.md").read_text(encoding="utf-8") == page()


REDUCED = {
    "safe_harbor": ("random", "1950-01-01", {"zip3": "021"}),
    "expert_determination": ("linked", "1950-02-28", {"zip3": "021"}),
    "limited_data_set": ("linked", "1950-02-28", {"zip5": "02139"}),
}


@pytest.mark.parametrize("basis", REDUCED)
def test_the_example_of_the_page_becomes_what_the_page_says(basis, tmp_path, capsys):
    lines = [line.strip() for line in page().splitlines() if line.startswith("    ")]
    (tmp_path / "person.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "key").write_bytes(b"k" * 32)
    linking = [] if basis == "safe_harbor" else ["--linkage-key", str(tmp_path / "key")]
    words = [str(tmp_path / "person.csv"), str(tmp_path / "p.zip"), "--basis", basis]

    status = main(["prepare", *words, *linking])
    text = capsys.readouterr().out
    sent = tables(tmp_path / "p.zip")["person"].row(0, named=True)
    token, birth, place = REDUCED[basis]

    assert (status, sent["birth_day"]) == (0, birth)
    assert sent["person"].startswith(token)
    assert {name: sent.get(name) for name in place} == place
    assert [word for word in ("Doe", "078-05-1120", "100001") if word in text] == []
