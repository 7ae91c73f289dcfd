"""HUB-FUM: follow-up after an emergency visit for mental illness, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import PLACE_OF_SERVICE, REVENUE
from schemas.period import Period
from tests.builders.claims import claim_of, covered, stay_of
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-FUM")
ADULT = row("person", birth_day="1996-05-05")
MEMBER = [ADULT, covered()]
NONE, MISSED, LATE, SOON = "0/0 0/0", "0/1 0/1", "0/1 1/1", "1/1 1/1"


def emergency(day="2026-03-03", diagnosis="F32.9", **cells):
    return claim_of(day, "99284", diagnosis=diagnosis, **cells)


def overnight(**cells):
    """A hospital's bill of a visit from the second to the third of March."""
    return claim_of(
        "2026-03-02", "99284", diagnosis="F32.9", type="institutional", end="2026-03-03", **cells
    )


def visit(day, code="99213", diagnosis="F32.9", **cells):
    return claim_of(day, code, diagnosis=diagnosis, **cells)


def followed(day, code="99213", **cells):
    return [*MEMBER, *emergency(), *visit(day, code, **cells)]


def born(day, precision=None):
    return [row("person", birth_day=day, date_precision=precision), covered(), *emergency()]


CASES = {
    "nobody": (MEMBER, NONE),
    "the example of the page": (
        [*MEMBER, *overnight(), *visit("2026-03-12"), *emergency("2026-04-02")],
        LATE,
    ),
    "without follow-up": ([*MEMBER, *emergency()], MISSED),
    "another emergency visit 31 days later": (
        [*followed("2026-03-12"), *emergency("2026-04-03")],
        "0/2 1/2",
    ),
    "the second of three visits does not put off the third": (
        [*MEMBER, *emergency(), *emergency("2026-03-20"), *emergency("2026-04-10")],
        "0/2 0/2",
    ),
    "a visit is on the day on which it ends": ([*MEMBER, *overnight(), *visit("2026-03-10")], SOON),
    "and not on the one before": ([*MEMBER, *overnight(), *visit("2026-03-02")], MISSED),
    "admitted on the day on which it began": (
        [*MEMBER, *overnight(), *stay_of("2026-03-02", "2026-03-02")],
        NONE,
    ),
    "admitted on the day before it began": (
        [*MEMBER, *overnight(), *stay_of("2026-03-01", "2026-03-01")],
        MISSED,
    ),
    "of two services of one visit one for mental illness": (
        [*MEMBER, *emergency(diagnosis="I10"), *emergency()],
        MISSED,
    ),
    "two visits of which one is for mental illness": (
        [*MEMBER, *emergency(), *emergency("2026-06-01", "I10")],
        MISSED,
    ),
    "the same visit billed twice": ([*MEMBER, *emergency(), *emergency()], MISSED),
    "followed up on the same day": (followed("2026-03-03"), SOON),
    "on the day before": (followed("2026-03-02"), MISSED),
    "on the seventh day": (followed("2026-03-10"), SOON),
    "on the eighth day": (followed("2026-03-11"), LATE),
    "on the thirtieth day": (followed("2026-04-02"), LATE),
    "on the thirty-first day": (followed("2026-04-03"), MISSED),
    "late and then later": ([*followed("2026-03-12"), *visit("2026-03-20")], LATE),
    "soon and then later": ([*followed("2026-03-05"), *visit("2026-03-20")], SOON),
    "two follow-ups of two visits": (
        [
            *MEMBER,
            *emergency(),
            *visit("2026-03-04"),
            *emergency("2026-06-01"),
            *visit("2026-06-20"),
        ],
        "1/2 2/2",
    ),
    "by psychotherapy": (followed("2026-03-05", "90834"), SOON),
    "by a day program": (
        followed("2026-03-05", "99999", line={"revenue": (REVENUE, "0912")}),
        SOON,
    ),
    "at a community mental health center": (
        followed("2026-03-05", "99999", line={"place_of_service": (PLACE_OF_SERVICE, "53")}),
        SOON,
    ),
    "by another service": (followed("2026-03-05", "99999"), MISSED),
    "by a code that began with the year": (followed("2026-03-05", "G0568"), SOON),
    "by a code that ended with the year before": (followed("2026-03-05", "G0512"), MISSED),
    "for another diagnosis": (followed("2026-03-05", diagnosis="I10"), MISSED),
    "not for the principal diagnosis": (followed("2026-03-05", diagnosis="I10 F32.9"), MISSED),
    "an emergency visit for substance use": ([*MEMBER, *emergency(diagnosis="F10.129")], NONE),
    "an emergency visit for self-harm": ([*MEMBER, *emergency(diagnosis="T39.1X2A")], MISSED),
    "not by its principal diagnosis": ([*MEMBER, *emergency(diagnosis="I10 F32.9")], NONE),
    "an office visit is no emergency": ([*MEMBER, *visit("2026-03-03")], NONE),
    "on the first day of the period": ([*MEMBER, *emergency("2026-01-01")], MISSED),
    "on the day before the period": ([*MEMBER, *emergency("2025-12-31")], NONE),
    "thirty days before the end": ([*MEMBER, *emergency("2026-12-01")], MISSED),
    "twenty-nine days before the end": ([*MEMBER, *emergency("2026-12-02")], NONE),
    "aged 6 on the day": (born("2020-03-03"), MISSED),
    "aged 5 on the day": (born("2020-03-04"), NONE),
    "born in a year in which all were 6 by then": (born("2019-01-01", "year"), MISSED),
    "born in a year in which some were 5": (born("2020-01-01", "year"), NONE),
    "over 89": ([row("person", over_89=True), covered(), *emergency()], MISSED),
    "covered from that day": ([ADULT, covered("2026-03-03"), *emergency()], MISSED),
    "covered from the day after": ([ADULT, covered("2026-03-04"), *emergency()], NONE),
    "covered through the thirtieth day": ([ADULT, covered(end="2026-04-02"), *emergency()], MISSED),
    "covered through the day before": ([ADULT, covered(end="2026-04-01"), *emergency()], NONE),
    "covered by one payer and then another": (
        [ADULT, covered(end="2026-03-15"), covered("2026-03-16"), *emergency()],
        MISSED,
    ),
    "with a gap of a day": (
        [ADULT, covered(end="2026-03-15"), covered("2026-03-17"), *emergency()],
        NONE,
    ),
    "behavioral benefits carved out": (
        [ADULT, covered(behavioral_benefit=False), *emergency()],
        NONE,
    ),
    "admitted on the day": ([*MEMBER, *emergency(), *stay_of("2026-03-03", "2026-03-05")], NONE),
    "in hospital until the day": (
        [*MEMBER, *emergency(), *stay_of("2026-03-02", "2026-03-03")],
        MISSED,
    ),
    "admitted on the thirtieth day": (
        [*MEMBER, *emergency(), *stay_of("2026-04-02", "2026-04-05")],
        NONE,
    ),
    "admitted on the thirty-first day": (
        [*MEMBER, *emergency(), *stay_of("2026-04-03", "2026-04-05")],
        MISSED,
    ),
    "a visit that was followed by an admission does not hide the next one": (
        [
            *MEMBER,
            *emergency("2026-03-01"),
            *stay_of("2026-03-02", "2026-03-04"),
            *emergency("2026-03-20"),
        ],
        MISSED,
    ),
}


SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_follow_up_after_an_emergency_visit_for_mental_illness(case, answered):
    assert fractions(answered[case]) == CASES[case][1]


ACROSS = Period(first=date(2025, 7, 1), last=date(2026, 6, 30))
NEW_YEAR = {
    "a code that ends with the year, on its last day": ("2025-12-31", "G0512", SOON),
    "and on the day after": ("2026-01-01", "G0512", MISSED),
    "a code that begins with the year, on its first day": ("2026-01-01", "G0568", SOON),
    "and on the day before": ("2025-12-31", "G0568", MISSED),
}


def test_in_a_period_across_the_new_year_a_code_counts_on_the_days_of_its_validity():
    situations = {
        case: [*MEMBER, *emergency("2025-12-30"), *visit(day, code)]
        for case, (day, code, _) in NEW_YEAR.items()
    }

    found = results(MEASURE, situations, ACROSS)

    assert {case: fractions(rates) for case, rates in found.items()} == {
        case: expected for case, (_, _, expected) in NEW_YEAR.items()
    }
