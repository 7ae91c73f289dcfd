"""HUB-FUA: follow-up after an emergency visit for substance use, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import PLACE_OF_SERVICE, REVENUE, RXNORM
from schemas.period import Period
from tests.builders.claims import claim_of, covered, stay_of
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-FUA")
ADULT = row("person", birth_day="1986-05-05")
MEMBER = [ADULT, covered()]
NONE, MISSED, LATE, SOON = "0/0 0/0", "0/1 0/1", "0/1 1/1", "1/1 1/1"


def emergency(day="2026-03-03", diagnosis="F10.129", **cells):
    return claim_of(day, "99284", diagnosis=diagnosis, **cells)


def overnight(**cells):
    """A hospital's bill of a visit from the second to the third of March."""
    return claim_of(
        "2026-03-02", "99284", diagnosis="F10.129", type="institutional", end="2026-03-03", **cells
    )


def visit(day, code="99213", diagnosis="F10.20", **cells):
    return claim_of(day, code, diagnosis=diagnosis, **cells)


def followed(day, code="99213", **cells):
    return [*MEMBER, *emergency(), *visit(day, code, **cells)]


def born(day, precision=None):
    return [row("person", birth_day=day, date_precision=precision), covered(), *emergency()]


CASES = {
    "nobody": (MEMBER, NONE),
    "the example of the page": ([*MEMBER, *overnight(), *visit("2026-03-10", "99408")], SOON),
    "without follow-up": ([*MEMBER, *emergency()], MISSED),
    "the second of three visits does not put off the third": (
        [*MEMBER, *emergency(), *emergency("2026-03-20"), *emergency("2026-04-03")],
        "0/2 0/2",
    ),
    "another emergency visit 30 days later": (
        [*MEMBER, *emergency(), *emergency("2026-04-02")],
        MISSED,
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
    "of two services of one visit one for substance use": (
        [*MEMBER, *emergency(diagnosis="I10"), *emergency()],
        MISSED,
    ),
    "two visits of which one is for substance use": (
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
    "soon, and again later": ([*followed("2026-03-05"), *visit("2026-03-20")], SOON),
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
        followed("2026-03-05", "99999", line={"revenue": (REVENUE, "0906")}),
        SOON,
    ),
    "at a community mental health center": (
        followed("2026-03-05", "99999", line={"place_of_service": (PLACE_OF_SERVICE, "53")}),
        SOON,
    ),
    "by another service": (followed("2026-03-05", "99999"), MISSED),
    "by methadone, whatever the diagnosis": (
        followed("2026-03-05", "H0020", diagnosis="I10"),
        SOON,
    ),
    "by a fill of buprenorphine": (
        followed("2026-03-05", "99999", diagnosis="I10", line={"drug": (RXNORM, "1819")}),
        SOON,
    ),
    "for another diagnosis": (followed("2026-03-05", diagnosis="I10"), MISSED),
    "not for the principal diagnosis": (followed("2026-03-05", diagnosis="I10 F10.20"), SOON),
    "an emergency visit for mental illness": ([*MEMBER, *emergency(diagnosis="F32.9")], NONE),
    "an emergency visit for tobacco": ([*MEMBER, *emergency(diagnosis="F17.210")], NONE),
    "an accidental overdose of heroin": ([*MEMBER, *emergency(diagnosis="T40.1X1A")], MISSED),
    "an overdose of aspirin": ([*MEMBER, *emergency(diagnosis="T39.011A")], NONE),
    "not by its principal diagnosis": ([*MEMBER, *emergency(diagnosis="I10 F10.129")], NONE),
    "an office visit is no emergency": ([*MEMBER, *visit("2026-03-03")], NONE),
    "on the first day of the period": ([*MEMBER, *emergency("2026-01-01")], MISSED),
    "on the day before the period": ([*MEMBER, *emergency("2025-12-31")], NONE),
    "thirty days before the end": ([*MEMBER, *emergency("2026-12-01")], MISSED),
    "twenty-nine days before the end": ([*MEMBER, *emergency("2026-12-02")], NONE),
    "aged 13 on the day": (born("2013-03-03"), MISSED),
    "aged 12 on the day": (born("2013-03-04"), NONE),
    "born in a year in which some were 12": (born("2013-01-01", "year"), NONE),
    "covered from that day": ([ADULT, covered("2026-03-03"), *emergency()], MISSED),
    "covered from the day after": ([ADULT, covered("2026-03-04"), *emergency()], NONE),
    "covered through the thirtieth day": ([ADULT, covered(end="2026-04-02"), *emergency()], MISSED),
    "covered through the day before": ([ADULT, covered(end="2026-04-01"), *emergency()], NONE),
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
}


SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_follow_up_after_an_emergency_visit_for_substance_use(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
