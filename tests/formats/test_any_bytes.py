import csv
import gzip
from io import StringIO

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.formats import FORMATS
from adapters.inputs import read_source
from adapters.source import bytes_source
from schemas.fault import FAULTS
from schemas.records import TABLES

CANARY = "Zyxwvut-4711"

DELIMITED = [found for found in FORMATS if found.name.endswith("csv")]
HEADERS = [
    *(",".join(table.names) for table in TABLES.values()),
    "measure,year,practice,population,count",
    "measure,period_start,period_end,practice,denominator,numerator",
    "person,date,event,instrument,score,practice",
    "person,date,phq9,gad7",
    "id,clinic,enrollment_date,first_phq9,first_phq9_date,last_phq9,last_phq9_date,contacts,"
    "last_contact_date,last_psychiatric_review,status",
    "person,npi,start_date",
]


def is_whole(batches):
    """Each batch keeps the promises of a batch."""
    for batch in batches:
        assert batch.rows.schema == batch.table.schema
        assert len(batch.positions) == batch.rows.height
        assert batch.positions.dtype == pl.Int64
        assert batch.faults.schema == FAULTS
    return True


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise(content):
    assert is_whole(read_source(bytes_source(content)))


@settings(deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08"])
)
def test_no_broken_archive_raises(content, mark):
    assert is_whole(read_source(bytes_source(mark + content)))


@settings(deadline=None)
@given(st.sampled_from(HEADERS), st.binary(max_size=200), st.sampled_from(DELIMITED))
def test_no_bytes_below_a_header_raise(header, content, known):
    source = bytes_source(header.encode() + b"\n" + content)

    assert is_whole(read_source(source))
    assert is_whole(known.read(source))


@settings(deadline=None)
@given(
    st.sampled_from(HEADERS),
    st.lists(st.lists(st.text(max_size=12) | st.none(), max_size=12), max_size=4),
)
def test_no_cells_raise(header, records):
    written = StringIO()
    csv.writer(written).writerows([[cell or "" for cell in record] for record in records])
    content = f"{header}\n{written.getvalue()}".encode(errors="replace")

    assert is_whole(read_source(bytes_source(gzip.compress(content))))


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("quote", ["", '"'])
def test_no_fault_shows_a_value(header, quote):
    width = header.count(",") + 1
    record = ",".join([f"{quote}{CANARY}{quote}"] * width)
    ragged = f"{CANARY},{CANARY}," * width
    content = f"{header}\n{record}\n{ragged}\n{CANARY}\n".encode() + CANARY.encode() + b"\xff\n"
    found = list(read_source(bytes_source(content, "sent.csv")))
    faults = pl.concat(batch.faults for batch in found)
    shown = faults.write_csv() + "".join(map(repr, found))

    assert faults.height
    assert CANARY not in shown


# No small letters: the words of faults and their fields are drawn as well, being in the source.
@settings(deadline=None)
@given(st.sampled_from(HEADERS), st.text(st.characters(categories=["Lu", "Lo", "N"]), min_size=9))
def test_no_text_comes_back_in_a_fault(header, canary):
    width = header.count(",") + 1
    content = f"{header}\n" + "\n".join([",".join([canary] * width)] * 2)
    faults = pl.concat(batch.faults for batch in read_source(bytes_source(content.encode(), "f")))

    assert not [cell for row in faults.rows() for cell in row if canary in str(cell)]
