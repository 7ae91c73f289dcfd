"""Rows taken down to what a basis allows: whatever they were, the gate lets them through."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.preparation.reduction import left_at_home, reduced
from policies.deidentification.certificate import Certificate
from policies.deidentification.inspection import allowed_under, inspect
from schemas.code_system import LOINC
from schemas.records import TABLES
from tests.builders.batches import batch
from tests.builders.records import row

ON = date(2026, 11, 22)


def certificate(**terms):
    usual = {"signed": ON, "expires": ON, "date_precision": "day", "instants": True}
    return Certificate(expert="e", method="m", risk="r", **(usual | terms))


BASES = {
    "Safe Harbor": ("safe_harbor", None),
    "limited data set": ("limited_data_set", None),
    "expert, days and times": ("expert_determination", certificate()),
    "expert, months": (
        "expert_determination",
        certificate(date_precision="month", instants=False),
    ),
    "expert, few columns": (
        "expert_determination",
        certificate(columns=frozenset({"person.sex", "encounter.status"})),
    ),
    "expert, no place": ("expert_determination", certificate(geography=frozenset())),
}
DAYS = st.none() | st.dates(date(1900, 1, 1), ON)
PERSONS = st.builds(
    lambda **cells: row("person", person="randomabcdefghijklmnopqrstuvwxyz234567", **cells),
    birth_day=DAYS,
    over_89=st.none() | st.booleans(),
    death=DAYS,
    zip5=st.none() | st.sampled_from(["02139", "03601", "06302", "99999"]),
    zip3=st.none() | st.sampled_from(["021", "036", "000"]),
    sex=st.none() | st.sampled_from(["female", "male"]),
    date_precision=st.none() | st.sampled_from(["day"]),
)
VISITS = st.builds(
    lambda **cells: row("encounter", person="p", status="finished", **cells),
    start=st.none()
    | st.dates(date(2020, 1, 1), ON)
    | st.dates(date(2020, 1, 1), ON).map(lambda day: f"{day}T10:30:00"),
    date_precision=st.none() | st.sampled_from(["day"]),
)


@pytest.mark.parametrize(("basis", "terms"), BASES.values(), ids=BASES)
@settings(max_examples=16, deadline=None)
@given(st.lists(PERSONS, max_size=16), st.lists(VISITS, max_size=16))
def test_the_gate_lets_through_what_was_reduced(basis, terms, persons, visits):
    allowance = allowed_under(basis, terms)
    for before in (batch("person", *persons), batch("encounter", *visits)):
        rows = reduced(before.rows, before.table, allowance, on=ON)
        after = batch(before.table.name)
        after = type(after)(
            table=before.table, columns=rows.to_dict(), positions=before.positions, file=before.file
        )

        assert inspect(after, basis, on=ON, certificate=terms).identifiers.rows() == []
        assert reduced(rows, before.table, allowance, on=ON).equals(rows)


def one(table, **cells):
    before = batch(table, row(table, person="p", **cells)).rows
    after = reduced(before, TABLES[table], allowed_under("safe_harbor"), on=ON)
    return after.row(0, named=True)


def test_safe_harbor_keeps_the_year():
    visit = one("encounter", status="finished", start="2026-03-05T10:00:00")

    assert (visit["start_day"], visit["start_instant"]) == (date(2026, 1, 1), None)
    assert visit["date_precision"] == "year"


AGES = {
    "89 within the year": (date(1937, 12, 31), (date(1937, 1, 1), None)),
    "90 within the year": (date(1936, 12, 31), (None, True)),
}


@pytest.mark.parametrize(("birth", "expected"), AGES.values(), ids=AGES)
def test_ages_over_89(birth, expected):
    person = one("person", birth_day=birth)

    assert (person["birth_day"], person["over_89"]) == expected


PLACES = {
    "many live there": ("02139", "021"),
    "few live there": ("03601", "000"),
    "unknown": (None, None),
    "abroad": ("SW1A", None),
}


@pytest.mark.parametrize(("age", "kept"), [(89.0, 89.0), (90.0, None)])
def test_an_age_over_89_that_was_observed_stays_at_home(age, kept):
    given = row(
        "observation", person="p", status="final", code=(LOINC, "30525-0"), value_number=age
    )
    rows = batch("observation", given).rows

    smaller = reduced(rows, TABLES["observation"], allowed_under("safe_harbor"), on=ON)

    assert smaller["value_number"].to_list() == [kept]


@pytest.mark.parametrize(("zip5", "zip3"), PLACES.values(), ids=PLACES)
def test_places(zip5, zip3):
    person = one("person", zip5=zip5)

    assert (person["zip5"], person["zip3"]) == (None, zip3)


def test_a_month_is_kept_where_the_expert_allows_months_and_a_year_stays_a_year():
    allowance = allowed_under(*BASES["expert, months"])
    visits = batch(
        "encounter",
        row("encounter", person="p", status="finished", start="2026-03-05"),
        row("encounter", person="p", status="finished", start="2026-01-01", date_precision="year"),
    )

    after = reduced(visits.rows, visits.table, allowance, on=ON)

    assert after["start_day"].to_list() == [date(2026, 3, 1), date(2026, 1, 1)]
    assert after["date_precision"].to_list() == ["month", "year"]


def test_free_text_stays_at_home_unless_an_expert_looked_at_it():
    said = batch(
        "observation",
        row("observation", person="p", status="final", code=("l", "1"), value_text="a word"),
    )
    looked = certificate(free_text=frozenset({"observation.value_text"}))
    kept = {
        basis: reduced(said.rows, said.table, allowed_under(basis, terms), on=ON)["value_text"][0]
        for basis, terms in [
            ("safe_harbor", None),
            ("limited_data_set", None),
            ("expert_determination", looked),
        ]
    }

    assert kept == {
        "safe_harbor": None,
        "limited_data_set": None,
        "expert_determination": "a word",
    }


def test_a_directory_is_left_as_it_is():
    practices = batch("practice", row("practice", start="2020-02-28T10:00:00"))

    after = reduced(practices.rows, practices.table, allowed_under("safe_harbor"), on=ON)

    assert after.equals(practices.rows)


def test_keys_and_tokens_always_go():
    nothing = allowed_under("expert_determination", certificate(columns=frozenset()))

    for table in TABLES.values():
        left = {column.name for column in left_at_home(table, nothing)}

        assert not left & {*table.key, "person"}
    assert (
        pl.Series([column.name for column in left_at_home(TABLES["person"], nothing)])
        .is_in(["sex"])
        .any()
    )
