"""The home layout: names under which columns may come, and the page that says so."""

import pytest

from hub.preparation.home_layout import home_table, meanings, page
from schemas.records import TABLES
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
