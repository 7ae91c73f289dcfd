"""What a reader knows of repeating values changes nothing but the cost."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal, assert_series_equal

from adapters.delimited import sheet, text_batches
from adapters.delimited.canonical import read
from adapters.distinct import as_dictionary, of_dictionary
from adapters.source import bytes_source
from hub.intake.chunk import numbered, together
from hub.vault.stored_types import interned_types
from policies.deidentification import scan
from policies.deidentification.inspection import inspect
from policies.deidentification.numbers import numbers
from policies.deidentification.place import Place
from policies.labelling.code_list import usual_lists
from policies.labelling.label import columns_read, labels_alone
from policies.labelling.labels import with_labels
from policies.labelling.program_registry import NOBODY_KNOWN
from schemas.distinct import Distinct, in_runs
from schemas.records.claim_line import CLAIM_LINE
from tests.builders.batches import batch
from tests.builders.intakes import ON
from tests.builders.records import row

HEADER = (
    "claim,line,person,status,start_day,end_day,procedure,drug,units,practice,in_network"
    ",start_instant,date_precision"
)
CELLS = {
    "claim": st.sampled_from(["c1", "c2", " c3", ""]),
    "line": st.sampled_from(["1", "2", "1.0", "one", "0"]),
    "person": st.sampled_from(["pa", "pb", ""]),
    "status": st.sampled_from(["paid", "Denied", " paid ", "lost", ""]),
    "start_day": st.sampled_from(["2026-01-05", "20260106", "2026-02", "31/12/2026", ""]),
    "end_day": st.sampled_from(["2026-01-05", "2025-01-01", "2026", ""]),
    "procedure": st.sampled_from(["99213", "H0020", "h0020;99213", "no code", "urn:x|7", "; ", ""]),
    "drug": st.sampled_from(["12496120803", "1", "urn:x|078-05-1120", ""]),
    "units": st.sampled_from(["1", "2.5", "1e999", "-1", "780511200", ""]),
    "practice": st.sampled_from(["P1", "P 2", "078-05-1120", "P\ufffd", ""]),
    "in_network": st.sampled_from(["true", "N", "perhaps", ""]),
    "start_instant": st.sampled_from(["2026-01-05T23:30:00-05:00", "2026-01-07", "noon", ""]),
    "date_precision": st.sampled_from(["day", "month", "century", ""]),
}
LINES = st.lists(st.one_of(st.tuples(*CELLS.values()).map(",".join), st.sampled_from([HEADER])))


def batches_of(lines, *, known=True):
    """Read the lines in small blocks, several to a batch."""
    content = "\n".join([HEADER, *lines]).encode()
    repeating = sheet._repeating if known else lambda _: ()
    with (
        patch.object(text_batches, "BLOCK", 300),
        patch.object(text_batches, "BLOCKS", 2),
        patch.object(sheet, "_repeating", repeating),
    ):
        return list(read(bytes_source(content, "sent.csv")))


@given(LINES)
@settings(max_examples=25, deadline=None)
def test_rows_and_faults_are_those_of_a_reading_cell_by_cell(lines):
    for found, plain in zip(batches_of(lines), batches_of(lines, known=False), strict=True):
        assert_frame_equal(found.rows, plain.rows)
        assert_frame_equal(found.faults, plain.faults)
        assert_series_equal(found.positions, plain.positions)


def test_a_faulty_record_takes_nothing_from_the_days_of_others():
    (found,) = batches_of(
        [
            "c1,1,pa,paid,2026-01-05,,99213,,1,P1,,,",
            "c1,2,pa,paid,,,99213,,1,P1,,2026-01-07T10:00:00Z,",
            "c2,1,pa,paid,2026-02,,99213,,1,P1,,,day",
            "c3,one,pa,paid,2026-02-01,,99213,,1,P1,,,",
        ]
    )

    days = [date(2026, 1, 5), date(2026, 1, 7), date(2026, 2, 1)]
    assert found.rows["start_day"].to_list() == days
    assert found.rows["date_precision"].to_list() == [None, None, "month"]
    assert not {"start_day", "date_precision"} & found.distinct.keys()


@given(LINES)
@settings(max_examples=25, deadline=None)
def test_labels_and_findings_are_those_of_the_rows_alone(lines):
    for found in batches_of(lines):
        plain = replace(found, columns=found.rows.to_dict())
        for name, distinct in found.distinct.items():
            assert_series_equal(distinct.cells, found.rows[name], check_names=False)
        assert_frame_equal(labelled(found), labelled(plain))
        for basis in ("safe_harbor", "limited_data_set"):
            known, unknown = (inspect(one, basis, on=ON) for one in (found, plain))
            assert_frame_equal(known.identifiers, unknown.identifiers)
            assert_frame_equal(known.faults, unknown.faults)


def labelled(batch):
    rows = batch.frame(columns_read(batch.table, batch.distinct))
    labels = labels_alone(rows, batch.table, usual_lists(), NOBODY_KNOWN, distinct=batch.distinct)
    return with_labels(batch.rows, labels)


NUMBERS = {
    "a value in a row": ([7.0], [0], True, []),
    "a value in no row": ([7.0], [None], False, []),
    "nothing but empty cells": ([None, 7.0], [0, None], False, []),
    "a long number": ([7.0, 780511200.0], [0, 1], True, [[2]]),
    "a long number in no row": ([7.0, 780511200.0], [0, 0], True, []),
    "no value at all": ([], [None], False, []),
}


@pytest.mark.parametrize(("values", "index", "holds", "long"), NUMBERS.values(), ids=NUMBERS)
def test_a_value_counts_where_a_row_has_it(values, index, holds, long):
    units = Distinct(
        values=pl.Series(values, dtype=pl.Float64), index=pl.Series(index, dtype=pl.UInt32)
    )
    given = batch("claim_line", *(row("claim_line", claim=str(n)) for n, _ in enumerate(index)))
    held = replace(given, columns={**given.columns, "units": units})

    assert held.holds("units") is holds
    assert held.cells("units").to_list() == [None if n is None else values[n] for n in index]
    assert [held.positions.filter(one.mask).to_list() for one in numbers(held)] == long


@given(st.lists(st.sampled_from(["99213", "99214;H0020", "H0038", ""]), min_size=20, max_size=40))
@settings(max_examples=25, deadline=None)
def test_numbered_rows_come_back_together(procedures):
    lines = [f"c,{line},pa,paid,,,{code},,1,P1,,," for line, code in enumerate(procedures, start=1)]
    found = batches_of(lines)
    types = interned_types(CLAIM_LINE, CLAIM_LINE.names, pl.Categories.random())
    chunk = together([numbered(one.columns, types) for one in found])
    rows = pl.DataFrame(pl.from_arrow(chunk.table(CLAIM_LINE.names)))

    assert len(found) > 1
    assert_frame_equal(rows.cast(CLAIM_LINE.schema), pl.concat(one.rows for one in found))


@given(st.lists(st.sampled_from(["a", "b", None])), st.sets(st.sampled_from(["a", "b"])))
@settings(deadline=None)
def test_runs_and_arrows_numbers_say_of_rows_what_their_cells_say(texts, sought):
    cells = pl.Series(texts, dtype=pl.String)
    for known in (in_runs(cells), of_dictionary(as_dictionary(in_runs(cells)))):
        rows = known.where(known.values.is_in(sorted(sought)))

        assert known.cells.to_list() == texts
        assert rows.to_list() == [text in sought for text in texts]


@pytest.mark.parametrize("turned", [False, True])
def test_a_column_that_comes_by_number_in_one_batch_alone_comes_back_whole(turned):
    texts = [["a", "a", None], ["c", "a"]]
    parts = [in_runs(pl.Series("person", texts[0])), pl.Series("person", texts[1])]
    order = [1, 0] if turned else [0, 1]
    chunk = together([numbered({"person": parts[each]}, {}) for each in order])

    assert chunk.distinct("person").cells.to_list() == [
        text for each in order for text in texts[each]
    ]
    assert chunk.table(["person"])["person"].to_pylist() == chunk.distinct("person").cells.to_list()


TEXTS = ["c1", "078-05-1120", "a" * 32, "b" * 32, "(312) 555-0142", "\u00e9" * 20, None]
RUNS = st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(1, 4)), max_size=12)


@given(RUNS, st.sampled_from([Place.KEY, Place.PERSON, Place.TEXT]))
@settings(max_examples=30, deadline=None)
def test_in_values_that_follow_one_another_is_found_what_is_in_each(drawn, place):
    texts = [text for text, times in drawn for _ in range(times)]
    with patch.object(scan, "SAMPLE", 4):
        together = scan.found(pl.Series(texts, dtype=pl.String), place)
    each = [scan.found(pl.Series([text], dtype=pl.String), place) for text in texts]

    expected = [{rule.name for rule, _ in one} for one in each]
    assert [{rule.name for rule, mask in together if mask[row]} for row in range(len(texts))] == (
        expected
    )
