from io import BytesIO

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.delimited.canonical import read
from adapters.delimited.writing import write_table
from adapters.source import bytes_source
from schemas.records import TABLES
from tests.builders.record_frames import frames


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@settings(max_examples=12, deadline=None)
@given(drawn=st.data())
def test_what_is_written_is_read_as_it_was(table, drawn):
    frame = drawn.draw(frames(table))
    stream = BytesIO()
    write_table(frame, table, stream)
    found = list(read(bytes_source(stream.getvalue())))
    faults = pl.concat(batch.faults for batch in found)

    # Of diagnoses without a principal one it is warned, in a batch of its own.
    assert faults.filter(pl.col("severity") == "error").rows() == []
    assert pl.concat(batch.rows for batch in found if batch.table is table).equals(frame)


def test_a_file_is_written_in_parts():
    table = TABLES["person"]
    frame = pl.DataFrame({"person": ["p1", "p2"]})
    stream = BytesIO()
    write_table(frame[:1], table, stream)
    write_table(frame[1:], table, stream, header=False)

    assert stream.getvalue() == b"person\np1\np2\n"
