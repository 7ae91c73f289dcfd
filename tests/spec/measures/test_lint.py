"""Measure files hold only what means the same on DuckDB and on Spark."""

import re
from dataclasses import replace

import pytest
import sqlglot

from hub.measures.lint import ARITY, complaints
from hub.measures.measure import measure_named, measures
from hub.measures.value_sets import value_sets_of

CMS2 = measure_named("CMS2")
SELECT = "select person, '1' as rate, 1 as denominator from person"

FORBIDDEN = {
    "a recursive query": (
        f"with recursive a as ({SELECT} union all select person, rate, denominator from a) {SELECT}",
        "recursive",
    ),
    "an ordered list": (
        "select person, list(birth_day order by birth_day) as days from person group by person",
        "array_agg",
    ),
    "an ordered aggregate": (
        "select person, max(birth_day order by birth_day) as d from person group by person",
        "ordered aggregate",
    ),
    "an asof join": (
        "select person.person from person asof join coverage on person.person = coverage.person and person.birth_day >= coverage.start_day",
        "ASOF",
    ),
    "a quantile": (
        "select quantile_cont(deprivation_decile, 0.5) as median from person",
        "percentile_cont",
    ),
    "a lambda": (
        "select list_transform([1], x -> x + 1) as numbers from person",
        "lambda",
    ),
    "a day subtracted from a day": (
        "select person, start_day - end_day as days from coverage",
        "days_between",
    ),
    "days added to a day": (
        "select person, period_start() + 3 as day from coverage",
        "days_between",
    ),
    "an interval": (
        "select person, plus_days(start_day, 1) + interval 1 month as day from coverage",
        "an interval",
    ),
    "QUALIFY": (
        "select person from coverage qualify row_number() over (partition by person order by start_day) = 1",
        "QUALIFY",
    ),
    "PIVOT": (
        "select person from (pivot coverage on funding using count(*)) as p",
        "PIVOT",
    ),
    "the least person": (
        "select practice, min(person) as first from attribution group by practice",
        "a person within min",
    ),
    "persons in an order": (
        "select person, row_number() over (order by person) as number from person",
        "a person within ordered",
    ),
    "a person after another": (
        "select p.person from person as p join coverage on p.person < coverage.person",
        "a person within lt",
    ),
    "a person under another name": (
        "select person as token from person",
        "a person within alias",
    ),
    "a star": (
        "select * from person",
        "a star",
    ),
    "a struct": (
        "select person, {'a': 1} as s from person",
        "a struct",
    ),
    "an order outside of a window": (
        "select person from person order by person",
        "outside of a window",
    ),
    "a predicate outside of WHERE": (
        "select person, exists (select 1 from coverage where coverage.person = person.person) as covered from person",
        "outside of WHERE",
    ),
    "a membership outside of WHERE": (
        "select person, person in (select person from coverage) as covered from person",
        "outside of WHERE",
    ),
    "a function that nobody registered": (
        "select person, soundex(sex) as sound from person",
        "soundex",
    ),
    "a call with too few arguments": (
        "select person from person where age_on(birth_day) > 3",
        "3 arguments",
    ),
    "a pattern": ("select person from person where sex similar to 'f.*'", "similarto"),
    "a glob": ("select person from person where sex glob 'f*'", "glob"),
    "one row of each": ("select distinct on (person) person, sex from person", "on of distinct"),
    "some rows": ("select person from person limit 3", "limit"),
    "a sample": ("select person from person using sample 10%", "sample"),
    "a cast that rounds": ("select person, cast(2.5 as integer) as n from person", "cast to INT"),
    "a type of one engine": (
        "select person, cast(1 as hugeint) as n from person",
        "cast to INT128",
    ),
    "a full join": (
        "select person.person from person full join coverage on person.person = coverage.person",
        "FULL",
    ),
    "a join by name": ("select person from person join coverage using (person)", "using of join"),
    "a window of groups": (
        "select person, max(end_day) over (partition by person order by start_day groups between unbounded preceding and 1 preceding) as d from coverage",
        "groups",
    ),
    "a window that leaves out": (
        "select person, max(end_day) over (partition by person order by start_day rows between unbounded preceding and 1 preceding exclude current row) as d from coverage",
        "exclude",
    ),
    "an element of a list": ("select person, race[1] as race from person", "bracket"),
    "a comparison with each": (
        "select person from person where sex >= all(select funding from coverage)",
        "all is not known",
    ),
    "a set difference": (
        "select person from person except select person from coverage",
        "except",
    ),
    "a zone": ("select person, start_instant at time zone 'UTC' as t from coverage", "attimezone"),
    "a parameter": ("select person from person where sex = $sex", "placeholder"),
    "columns counted together": (
        "select count(distinct (person, start_day)) as n from coverage",
        "counted as one",
    ),
    "groups that the engine names": (
        "select person, count(*) as n from coverage group by all",
        "all of group",
    ),
    "UNNEST": (
        "select person, unnest(race) as race from person",
        "explode",
    ),
}


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.identifier)
def test_every_measure_carries_over(measure):
    assert complaints(measure) == []


def test_codes_that_hold_for_certain_days_are_asked_for_with_the_day():
    own = [
        each for each in measures() if all(one.owner.startswith("HUB") for one in each.value_sets)
    ]
    dated = [
        (each, title)
        for each in own
        for title, held in value_sets_of(each).items()
        if any(code.first or code.last for code in held.codes)
    ]

    undated = [
        (each.identifier, title)
        for each, title in dated
        if re.search(rf"has_code\([a-z_.]+, '{re.escape(title)}'\)", each.sql)
    ]
    assert undated == []
    assert {title for _, title in dated} >= {"Behavioral Service", "Outpatient Visit"}


@pytest.mark.parametrize("case", FORBIDDEN)
def test_what_does_not_carry_over_is_found(case):
    sql, word = FORBIDDEN[case]

    found = complaints(replace(CMS2, sql=sql, value_sets=(), codes=()))

    assert any(word in complaint for complaint in found), found


def test_a_set_that_the_header_lacks_and_one_that_nothing_uses_are_found():
    sql = "select person from encounter where has_code(type, 'Office Visit')"

    found = complaints(replace(CMS2, sql=sql, codes=(), value_sets=CMS2.value_sets[:1]))

    assert found == [
        "the set Office Visit is not in the header",
        "the set Encounter to Screen for Depression is never used",
    ]


def test_a_date_of_the_person_is_not_read_without_its_precision():
    sql = (
        "select person, '1' as rate from person where age_on(birth_day, over_89, period_end()) > 1"
    )
    judged = sql.replace("age_on(birth_day", "age_on(latest_day(birth_day, date_precision)")

    assert complaints(replace(CMS2, sql=judged, codes=(), value_sets=())) == []
    [found] = complaints(replace(CMS2, sql=sql, codes=(), value_sets=()))
    assert "latest_day" in found


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.identifier)
def test_every_measure_is_carried_to_spark_sql_that_parses(measure):
    [carried] = sqlglot.transpile(
        measure.sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    again = sqlglot.parse_one(carried, read="spark")

    calls = {str(call.this).lower() for call in again.find_all(sqlglot.exp.Anonymous)}
    assert calls & set(ARITY)
    assert again.named_selects[:2] == ["person", "rate"]
