from datetime import date

import polars as pl
import pytest

from adapters.registry.npi import is_npi
from adapters.registry.roster import read, recognises
from tests.builders.csv_files import batches, faults, rows


def test_persons_come_on_the_list_of_their_practice():
    content = (
        "Member ID,Clinic,PCP,Effective Date,Termination Date,Plan\n"
        "p1,a,dr1,2026-01-01,2026-06-30,north\np2,b,,2026-02-01,,\n"
    )

    assert rows(content, "attribution", read).select(
        "person", "practice", "provider", "payer", "method", "start_day", "end_day"
    ).rows() == [
        ("p1", "a", "dr1", "north", "roster", date(2026, 1, 1), date(2026, 6, 30)),
        ("p2", "b", None, None, "roster", date(2026, 2, 1), None),
    ]


def test_an_npi_stands_for_the_key_of_its_practice():
    content = "person,npi,pcp_npi\np1,1234567893,\n"

    assert rows(content, "attribution", read).select("practice", "provider").rows() == [
        ("1234567893", None)
    ]


def test_the_key_of_the_practice_comes_before_its_npi():
    content = "person,practice,npi\np1,a,1234567893\n"

    assert rows(content, "attribution", read)["practice"].to_list() == ["a"]


NPIS = {
    "the example of the standard": ("1234567893", True),
    "another check digit": ("1234567894", False),
    "nine digits": ("123456789", False),
    "eleven digits": ("12345678930", False),
    "letters": ("123456789X", False),
    "digits of another script": ("١٢٣٤٥٦٧٨٩٣", False),
}


@pytest.mark.parametrize(("text", "expected"), NPIS.values(), ids=NPIS)
def test_the_last_digit_of_an_npi_checks_the_others(text, expected):
    assert is_npi(pl.Series([text, None])).to_list() == [expected, None]


def test_what_is_no_npi_is_a_fault():
    assert faults("person,npi\np1,1234567890\np2,1234567893\n", read) == [(1, "npi", "npi")]


def test_a_person_without_a_practice_is_a_fault():
    assert faults("person,practice\np1,\n", read) == [(1, "practice", "missing")]


def test_a_table_of_attribution_keeps_its_method():
    content = "person,practice,method,start_day\np1,a,chosen,2026-01-01\np2,a,,2026-01-01\n"

    assert rows(content, "attribution", read)["method"].to_list() == ["chosen", None]


def test_a_column_that_nobody_knows_is_kept_aside_and_told():
    (batch,) = batches("person,practice,name\np1,a,x\n", read)

    assert list(batch.surplus) == ["name"]
    assert batch.faults["rule"].to_list() == ["unknown-column"]


@pytest.mark.parametrize(
    "header",
    [
        "person,start_day",
        "practice,npi",
        "encounter,person,practice,status",
        "person,practice,a,b,c,d",
    ],
)
def test_other_headers_are_no_rosters(header):
    assert not recognises(header.encode())
