"""FHIR times: the day stays as written, the instant is in UTC."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.fhir.times import read_times


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


TIMES = {
    "2026-03-04": (date(2026, 3, 4), None, None),
    "2026-03": (date(2026, 3, 1), None, "month"),
    "2026": (date(2026, 1, 1), None, "year"),
    "2026-03-04T10:11:12Z": (date(2026, 3, 4), utc(2026, 3, 4, 10, 11, 12), None),
    "2026-03-04T23:30:00-05:00": (date(2026, 3, 4), utc(2026, 3, 5, 4, 30), None),
    "2026-03-04T00:30:00+02:00": (date(2026, 3, 4), utc(2026, 3, 3, 22, 30), None),
    "2026-03-04T10:11:12.5Z": (date(2026, 3, 4), utc(2026, 3, 4, 10, 11, 12, 500_000), None),
    "2026-03-04T10:11:12.123456789Z": (
        date(2026, 3, 4),
        utc(2026, 3, 4, 10, 11, 12, 123_456),
        None,
    ),
    "2026-03-04T24:00:00Z": (date(2026, 3, 4), utc(2026, 3, 5), None),
    "2016-12-31T23:59:60Z": (date(2016, 12, 31), utc(2017, 1, 1), None),
    "2026-03-04T10:11Z": (date(2026, 3, 4), utc(2026, 3, 4, 10, 11), None),
    "2026-03-04T10:11-05:00": (date(2026, 3, 4), utc(2026, 3, 4, 15, 11), None),
    "2026-03-04T24:00:00+05:30": (date(2026, 3, 4), utc(2026, 3, 4, 18, 30), None),
    "2016-12-31T23:59:60.5Z": (date(2016, 12, 31), utc(2017, 1, 1, 0, 0, 0, 500_000), None),
    "2024-02-29": (date(2024, 2, 29), None, None),
    "9999-12-31": (date(9999, 12, 31), None, None),
    "9999-12-31T23:59:59-14:00": (date(9999, 12, 31), None, None),
}


@pytest.mark.parametrize(("written", "expected"), TIMES.items(), ids=TIMES)
def test_a_time_gives_day_instant_and_precision(written, expected):
    day, instant, precision = expected
    times = read_times(pl.Series([written]))

    assert times.day.to_list() == [day]
    assert times.instant.to_list() == [instant]
    assert times.precision.to_list() == [precision]
    assert not times.bad.any()


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "2026-02-30",
        "2025-02-29",
        "2026-13",
        "2026-3-4",
        "20260304",
        "0000-01-01",
        "0026-03-04",
        "2026-03-04T25:00:00Z",
        "2026-03-04T24:00:01Z",
        "2026-03-04T10:60:00Z",
        "2026-03-04T10:11:61Z",
        "2026-03-04T10:11:12+15:00",
        "2026-03-04T10Z",
        "2026-03-04 10:11:12Z",
        " 2026-03-04",
        "2026-03-04\n",
    ],
)
def test_what_is_no_time_is_bad_and_null(written):
    times = read_times(pl.Series([written]))

    assert times.bad.to_list() == [True]
    assert (times.day.to_list(), times.instant.to_list()) == ([None], [None])


def test_a_time_without_a_zone_gives_the_day_alone():
    times = read_times(pl.Series(["2026-03-04T10:11:12"]))

    assert times.zoneless.to_list() == [True]
    assert times.day.to_list() == [date(2026, 3, 4)]
    assert times.instant.to_list() == [None]


def test_odd_times_spoil_no_ordinary_ones():
    written = [*TIMES, None, "soon", "2026-03-04T10:11:12"]
    alone = [read_times(pl.Series([one], dtype=pl.String)) for one in written]
    together = read_times(pl.Series(written))

    for name in ("day", "instant", "precision", "bad", "zoneless"):
        assert getattr(together, name).to_list() == [getattr(one, name)[0] for one in alone], name


@st.composite
def shaped(draw: st.DrawFn) -> list[str]:
    """Times of one shape, in some of which one digit is another: they may be none then."""
    shape = draw(st.sampled_from(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S{decimals}{zone}"]))
    zone = draw(st.sampled_from(["Z", "+00:00", "-14:00", "+05:30", ""]))
    decimals = draw(st.sampled_from(["", ".%f", ".9", ".1234567"]))
    moment = st.datetimes(min_value=datetime(1890, 1, 1), max_value=datetime(2110, 1, 1))  # noqa: DTZ001
    moments = draw(st.lists(moment, min_size=1, max_size=4))
    written = [one.strftime(shape.format(decimals=decimals, zone=zone)) for one in moments]
    if draw(st.booleans()):
        one, place = written[0], draw(st.integers(min_value=1, max_value=len(written[0]) - 1))
        if one[place].isdigit():
            written[0] = one[:place] + draw(st.sampled_from("0123456789")) + one[place + 1 :]
    return written


@settings(deadline=None)
@given(shaped())
def test_texts_of_one_shape_say_what_each_says_among_others(written):
    together, among = read_times(pl.Series(written)), read_times(pl.Series([*written, "2026"]))

    for name in ("day", "instant", "precision", "bad", "zoneless"):
        assert getattr(together, name).to_list() == getattr(among, name).to_list()[:-1], name


@settings(deadline=None)
@given(st.lists(st.text(alphabet="0123456789-:TZ+.", max_size=30)))
def test_no_text_of_digits_and_marks_raises(written):
    times = read_times(pl.Series(written, dtype=pl.String))

    assert len(times.day) == len(written)
    assert times.day.is_null().to_list() == times.bad.to_list()


@settings(deadline=None)
@given(
    st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1900 < moment.year < 2100),
    st.integers(min_value=-14 * 60, max_value=14 * 60),
)
def test_every_offset_comes_to_the_same_instant(moment, offset):
    local = moment.replace(tzinfo=None)
    sign, minutes = "-" if offset < 0 else "+", abs(offset)
    written = f"{local.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}"
    times = read_times(pl.Series([written]))

    assert times.day.to_list() == [local.date()]
    assert times.instant.to_list() == [datetime.fromisoformat(written).astimezone(UTC)]
