from datetime import UTC, date, datetime

import polars as pl
import pytest

from adapters.checking import cast_and_check, checked
from schemas.code_system import LOINC
from schemas.records import TABLES

OBSERVATION, PERSON, CLAIM_LINE = (TABLES[name] for name in ("observation", "person", "claim_line"))
SOUND = {
    "observation": "o1",
    "person": "p1",
    "status": "final",
    "code": [{"system": LOINC, "code": "44261-6"}],
}


def check(*rows, table=OBSERVATION):
    schema = {name: kind for name, kind in table.schema.items() if any(name in row for row in rows)}
    frame = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    return checked(frame, table, file="f", positions=pl.Series(range(1, len(rows) + 1)))


def rules(batch):
    return batch.faults.select("position", "field", "rule", "severity").rows()


BROKEN = {
    "a key is empty": ({"observation": None}, "observation", "missing"),
    "a required code is empty": ({"code": None}, "code", "missing"),
    "a required list of codes is empty": ({"code": []}, "code", "missing"),
    "a word is not of the list": ({"status": "done"}, "status", "choice"),
    "a number is none": ({"value_number": float("nan")}, "value_number", "out-of-range"),
    "a number is infinite": ({"value_number": float("inf")}, "value_number", "out-of-range"),
    "it ends before it starts": (
        {"start_day": date(2026, 1, 2), "end_day": date(2026, 1, 1)},
        "end_day",
        "end-before-start",
    ),
}


@pytest.mark.parametrize(("change", "field", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_row_that_breaks_a_rule_is_left_out(change, field, rule):
    batch = check(SOUND, SOUND | change)

    assert rules(batch) == [(2, field, rule, "error")]
    assert batch.positions.to_list() == [1]
    assert batch.rows["observation"].to_list() == ["o1"]


@pytest.mark.parametrize(("value", "sound"), [(0, False), (1, True), (10, True), (11, False)])
def test_bounds_are_inside(value, sound):
    batch = check({"person": "p1", "deprivation_decile": value}, table=PERSON)

    assert (batch.rows.height == 1) is sound
    assert rules(batch) == ([] if sound else [(1, "deprivation_decile", "out-of-range", "error")])


def test_one_number_out_of_bounds_leaves_those_on_them():
    deciles = (0, 1, 10, 11, None)
    rows = [{"person": f"p{decile}", "deprivation_decile": decile} for decile in deciles]
    batch = check(*rows, table=PERSON)

    assert batch.rows["deprivation_decile"].to_list() == [1, 10, None]
    assert batch.faults["position"].to_list() == [1, 4]


def test_every_rule_that_a_row_breaks_is_told():
    batch = check({"observation": None, "person": "p1", "status": "done", "code": None})

    assert {rule for _, _, rule, _ in rules(batch)} == {"missing", "choice"}
    assert batch.faults.height == 3


def test_what_holds_for_the_day_it_ends_is_its_start():
    same = {"start_day": date(2026, 1, 1), "end_day": date(2026, 1, 1)}

    assert rules(check(SOUND | same)) == []


APART = {
    "the day before": (date(2026, 3, 1), []),
    "the day after": (date(2026, 3, 3), []),
    "two days before": (date(2026, 2, 28), [(1, "start_day", "day-and-instant", "warning")]),
}


@pytest.mark.parametrize(("day", "expected"), APART.values(), ids=APART)
def test_a_day_far_from_its_instant_is_a_warning_and_kept(day, expected):
    instant = datetime(2026, 3, 2, 12, tzinfo=UTC)
    batch = check(SOUND | {"start_day": day, "start_instant": instant})

    assert rules(batch) == expected
    assert batch.rows.height == 1


def test_a_day_of_a_year_is_not_held_against_its_instant():
    year = {"start_day": date(2026, 1, 1), "date_precision": "year"}
    batch = check(SOUND | year | {"start_instant": datetime(2026, 3, 2, 12, tzinfo=UTC)})

    assert rules(batch) == []


def test_columns_come_in_the_order_of_the_table_and_missing_ones_are_empty():
    batch = check(SOUND)

    assert batch.rows.schema == OBSERVATION.schema
    assert batch.rows["value_text"].to_list() == [None]


def test_no_rows_and_no_columns_are_no_fault():
    batch = checked(pl.DataFrame(), OBSERVATION, file="f", positions=pl.Series([], dtype=pl.Int64))

    assert batch.rows.schema == OBSERVATION.schema
    assert batch.rows.height == batch.faults.height == 0


def text(**cells):
    return pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String)).to_dict()


def test_a_cell_that_could_not_be_cast_is_not_missing_as_well():
    batch = cast_and_check(
        text(observation=["o1"], person=["p1"], status=["final"], code=["??"]),
        OBSERVATION,
        file="f",
        positions=pl.Series([7]),
    )

    assert rules(batch) == [(7, "code", "code-shape", "error")]


def test_without_a_required_column_no_row_is_sound_and_the_others_are_still_told():
    batch = cast_and_check(
        text(line=["1", "x"], person=["p1", "p2"]),
        CLAIM_LINE,
        file="f",
        positions=pl.Series([1, 2]),
    )

    assert batch.rows.height == len(batch.positions) == 0
    assert rules(batch) == [(2, "line", "whole-number", "error")]


def test_remedies_are_made_of_what_the_column_is():
    batch = cast_and_check(
        text(
            observation=["o1"],
            person=[None],
            status=["done"],
            code=["44261-6"],
            start_day=["1/2/2026"],
            value_number=["x"],
        ),
        OBSERVATION,
        file="f",
        positions=pl.Series([1]),
    )
    remedies = dict(batch.faults.select("field", "remedy").rows())

    assert remedies["start_day"] == "write the date as YYYY-MM-DD"
    assert remedies["value_number"] == "give a number with a point and no thousands separator"
    assert remedies["status"].startswith("write one of: registered, preliminary, final")
    assert remedies["person"].startswith("give the person: token of the person")
