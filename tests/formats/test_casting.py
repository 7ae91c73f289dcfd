import math
from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.casting import cast_rows
from schemas.column import Column, Kind, choice, date_precision, flag, number, time, whole
from schemas.table import Table

THINGS = Table(
    name="things",
    means="one of each kind",
    key=("line",),
    columns=(
        whole("line", "a whole number"),
        number("amount", "a number"),
        flag("done", "a statement"),
        choice("status", "a word", "self-funded", "paid"),
        *time("start", "a time"),
        date_precision(),
    ),
)
PLAIN = Table(
    name="plain",
    means="no precision",
    key=("day",),
    columns=(Column(name="day", kind=Kind.DAY, means="a day"),),
)


def cast(name, *cells, table=THINGS):
    return cast_rows({name: pl.Series(cells, dtype=pl.String)}, table, len(cells))


def cell(name, text, table=THINGS):
    return cast(name, text, table=table).rows[name].item()


def broken(name, text, table=THINGS):
    return [(found.field, found.rule) for found in cast(name, text, table=table).violations]


CASTS = {
    "whole": ("line", "12", 12),
    "whole with a plus": ("line", "+12", 12),
    "whole with a fraction of nothing": ("line", "3.0", 3),
    "whole beyond a double": ("line", "9007199254740993", 9007199254740993),
    "number": ("amount", "-12.50", -12.5),
    "number with an exponent": ("amount", "1e3", 1000.0),
    "true": ("done", "TRUE", True),
    "one": ("done", "1", True),
    "Y": ("done", "Y", True),
    "no": ("done", "no", False),
    "N": ("done", "N", False),
    "choice": ("status", "paid", "paid"),
    "choice in another case": ("status", "Self_Funded", "self-funded"),
    "day": ("start_day", "2026-02-28", date(2026, 2, 28)),
    "day without hyphens": ("start_day", "20260228", date(2026, 2, 28)),
    "day with a time": ("start_day", "2026-02-28T23:59:59-05:00", date(2026, 2, 28)),
    "day with a midnight": ("start_day", "2026-02-28 00:00:00", date(2026, 2, 28)),
    "month": ("start_day", "2026-02", date(2026, 2, 1)),
    "year": ("start_day", "2026", date(2026, 1, 1)),
    "open end": ("start_day", "9999-12-31", date(9999, 12, 31)),
    "instant": (
        "start_instant",
        "2026-02-28T23:30:00-05:00",
        datetime(2026, 3, 1, 4, 30, tzinfo=UTC),
    ),
    "instant in UTC, without seconds": (
        "start_instant",
        "2026-02-28 23:30Z",
        datetime(2026, 2, 28, 23, 30, tzinfo=UTC),
    ),
    "instant with a fraction": (
        "start_instant",
        "2026-02-28T23:30:00.123456789+0000",
        datetime(2026, 2, 28, 23, 30, 0, 123456, tzinfo=UTC),
    ),
}


@pytest.mark.parametrize(("name", "text", "expected"), CASTS.values(), ids=CASTS)
def test_text_becomes_a_cell(name, text, expected):
    assert cell(name, text) == expected
    assert broken(name, text) == []


BROKEN = {
    "a fraction where a whole number stands": ("line", "3.5", "whole-number"),
    "a word where a whole number stands": ("line", "three", "whole-number"),
    "a whole number with a point that a double cannot hold": (
        "line",
        "9007199254740993.0",
        "whole-number",
    ),
    "a whole number too long for 64 bits": ("line", "9" * 30, "whole-number"),
    "a comma for thousands": ("amount", "1,250", "number"),
    "a comma for the point": ("amount", "12,5", "number"),
    "a currency": ("amount", "$12", "number"),
    "not a number": ("amount", "NaN", "number"),
    "infinity": ("amount", "inf", "number"),
    "underscores": ("amount", "1_000", "number"),
    "digits of another script": ("amount", "١٢", "number"),
    "perhaps": ("done", "perhaps", "flag"),
    "an unknown word": ("status", "maybe", "choice"),
    "the 30th of February": ("start_day", "2026-02-30", "day"),
    "month first": ("start_day", "02/28/2026", "day"),
    "a day of one digit": ("start_day", "2026-2-8", "day"),
    "a thirteenth month": ("start_day", "20261301", "day"),
    "the year 0": ("start_day", "0000-01-01", "day"),
    "an instant without its offset": ("start_instant", "2026-02-28T23:30:00", "instant"),
    "an hour too many": ("start_instant", "2026-02-28T25:30:00Z", "instant"),
    "an instant of no day": ("start_instant", "2026-02-30T23:30:00Z", "instant"),
}


@pytest.mark.parametrize(("name", "text", "rule"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_cast_is_empty_and_told(name, text, rule):
    assert cell(name, text) is None
    assert broken(name, text) == [(name, rule)]


def test_one_broken_cell_leaves_the_others():
    found = cast("line", "1", "x", None, "3.0")

    assert found.rows["line"].to_list() == [1, None, None, 3]
    assert found.violations[0].mask.to_list() == [False, True, False, False]


def test_a_fraction_of_nothing_leaves_large_numbers_as_they_are():
    rows = cast("line", "9007199254740993", "3.0").rows

    assert rows["line"].to_list() == [9007199254740993, 3]


def test_the_day_beside_an_instant_is_the_day_as_written():
    rows = cast("start_instant", "2026-02-28T23:30:00-05:00").rows

    assert rows["start_day"].item() == date(2026, 2, 28)


def test_a_day_that_is_given_stays_beside_its_instant():
    text = {"start_day": ["2026-02-27"], "start_instant": ["2026-02-28T01:00:00Z"]}

    assert cast_rows(pl.DataFrame(text).to_dict(), THINGS, 1).rows["start_day"].item() == date(
        2026, 2, 27
    )


def test_a_day_alone_is_no_instant_and_no_fault():
    found = cast("start_instant", "2026-02-28")

    assert found.rows["start_instant"].item() is None
    assert found.rows["start_day"].item() == date(2026, 2, 28)
    assert found.violations == ()


def test_a_month_or_year_tells_the_precision_of_its_record():
    rows = cast("start_day", "2026", "2026-02", "2026-02-28", None).rows

    assert rows["date_precision"].to_list() == ["year", "month", None, None]


def test_the_coarsest_precision_is_that_of_the_record():
    text = {"start_day": ["2026-02", "2026"], "date_precision": ["year", "day"]}

    assert cast_rows(pl.DataFrame(text).to_dict(), THINGS, 2).rows["date_precision"].to_list() == [
        "year",
        "year",
    ]


def test_a_table_of_days_alone_takes_no_month():
    assert broken("day", "2026-02", table=PLAIN) == [("day", "day")]


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_read_as_written(value):
    assert math.isclose(cell("amount", repr(value)), value, rel_tol=0, abs_tol=0)


@settings(deadline=None)
@given(st.integers(-(2**63), 2**63 - 1))
def test_any_whole_number_is_read_as_written(value):
    assert cell("line", str(value)) == value


@settings(deadline=None)
@given(st.dates(date(1000, 1, 1)))
def test_any_day_is_read_as_written(value):
    assert cell("start_day", value.isoformat()) == value


@settings(deadline=None)
@given(
    st.datetimes(datetime(1000, 1, 3), datetime(9999, 12, 29)),  # noqa: DTZ001
    st.integers(-14 * 60, 14 * 60),
)
def test_any_instant_is_read_as_written(local, minutes):
    value = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    rows = cast("start_instant", value.isoformat()).rows

    assert rows["start_instant"].item() == value
    assert rows["start_day"].item() == local.date()


@settings(deadline=None)
@given(
    st.sampled_from(["line", "amount", "done", "status", "start_day", "start_instant"]), st.text()
)
def test_any_text_is_cast_or_told(name, text):
    found = cast(name, text)
    empty = found.rows[name].item() is None
    day_alone = name == "start_instant" and found.rows["start_day"].item() is not None

    assert empty == (bool(found.violations) or (day_alone and not found.violations))
