"""HUB-FUH: follow-up after a hospital stay for mental illness, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import CPT, REVENUE, TAXONOMY
from schemas.period import Period
from tests.builders.claims import claim_of, covered, stay_of
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-FUH")
ADULT = row("person", birth_day="1996-05-05")
MEMBER = [ADULT, covered()]
STAY = stay_of("2026-03-01", "2026-03-05")
BOTH = [(CPT, "99495"), (CPT, "99213")]
NONE, MISSED, LATE, SOON = "0/0 0/0", "0/1 0/1", "0/1 1/1", "1/1 1/1"


def followed(day, code="90834", **cells):
    return [*MEMBER, *STAY, *claim_of(day, code, **cells)]


def by(taxonomy, code="99213"):
    directory = row("provider", provider=f"npi of {taxonomy}", taxonomy=(TAXONOMY, taxonomy))
    return [directory, *followed("2026-03-06", code, provider=f"npi of {taxonomy}")]


def born(day, precision=None):
    return [row("person", birth_day=day, date_precision=precision), covered(), *STAY]


CASES = {
    "nobody": (MEMBER, NONE),
    "without follow-up": ([*MEMBER, *STAY], MISSED),
    "the example of the page": (followed("2026-03-12"), SOON),
    "on the day of discharge": (followed("2026-03-05"), MISSED),
    "on the day after": (followed("2026-03-06"), SOON),
    "on the eighth day": (followed("2026-03-13"), LATE),
    "on the thirtieth day": (followed("2026-04-04"), LATE),
    "on the thirty-first day": (followed("2026-04-05"), MISSED),
    "soon, and again later": (
        [*followed("2026-03-06"), *claim_of("2026-03-20", "90834")],
        SOON,
    ),
    "by a day program": (
        followed("2026-03-06", "99999", line={"revenue": (REVENUE, "0912")}),
        SOON,
    ),
    "by an office visit to nobody known": (followed("2026-03-06", "99213"), MISSED),
    "by an office visit to a psychologist": (by("103TC0700X"), SOON),
    "by an office visit to an internist": (by("207R00000X"), MISSED),
    "by another service of a psychologist": (by("103TC1900X", "99999"), MISSED),
    "transitional care within 7 days": (followed("2026-03-06", "99495"), LATE),
    "transitional care by a psychologist": (by("103TF0200X", "99496"), LATE),
    "transitional care that is an office visit too, to nobody known": (
        [
            one.but(procedure=BOTH) if one.table == "claim_line" else one
            for one in followed("2026-03-06", "99495")
        ],
        LATE,
    ),
    "transitional care, then psychotherapy": (
        [*followed("2026-03-06", "99495"), *claim_of("2026-03-14", "90834")],
        LATE,
    ),
    "psychotherapy with transitional care before it, within 7 days": (
        [*followed("2026-03-06", "99495"), *claim_of("2026-03-07", "90834")],
        SOON,
    ),
    "by another service": (followed("2026-03-06", "99999"), MISSED),
    "a stay for another diagnosis": ([*MEMBER, *stay_of("2026-03-01", "2026-03-05", "I10")], NONE),
    "not by its principal diagnosis": (
        [*MEMBER, *stay_of("2026-03-01", "2026-03-05", "I10 F32.9")],
        NONE,
    ),
    "by one of its claims": (
        [
            *MEMBER,
            *stay_of("2026-03-01", "2026-03-03", "I10"),
            *stay_of("2026-03-03", "2026-03-05"),
        ],
        MISSED,
    ),
    "a stay for substance use": (
        [*MEMBER, *stay_of("2026-03-01", "2026-03-05", "F10.20")],
        NONE,
    ),
    "discharged on the first day of the period": (
        [*MEMBER, *stay_of("2025-12-20", "2026-01-01")],
        MISSED,
    ),
    "discharged on the day before": ([*MEMBER, *stay_of("2025-12-20", "2025-12-31")], NONE),
    "discharged thirty days before the end": (
        [*MEMBER, *stay_of("2026-11-20", "2026-12-01")],
        MISSED,
    ),
    "discharged twenty-nine days before the end": (
        [*MEMBER, *stay_of("2026-11-20", "2026-12-02")],
        NONE,
    ),
    "aged 6 on discharge": (born("2020-03-05"), MISSED),
    "aged 5 on discharge": (born("2020-03-06"), NONE),
    "born in a year in which some were 5": (born("2020-01-01", "year"), NONE),
    "covered from the day of discharge": ([ADULT, covered("2026-03-05"), *STAY], MISSED),
    "covered from the day after": ([ADULT, covered("2026-03-06"), *STAY], NONE),
    "covered through the thirtieth day": ([ADULT, covered(end="2026-04-04"), *STAY], MISSED),
    "covered through the day before": ([ADULT, covered(end="2026-04-03"), *STAY], NONE),
    "admitted again on the day after": (
        [*MEMBER, *STAY, *stay_of("2026-03-06", "2026-03-08", "I10")],
        NONE,
    ),
    "admitted again on the thirtieth day": (
        [*MEMBER, *STAY, *stay_of("2026-04-04", "2026-04-06", "I10")],
        NONE,
    ),
    "admitted again on the thirty-first day": (
        [*MEMBER, *STAY, *stay_of("2026-04-05", "2026-04-06", "I10")],
        MISSED,
    ),
    "the last of a chain counts": (
        [
            *followed("2026-04-03"),
            *stay_of("2026-03-20", "2026-04-01"),
        ],
        SOON,
    ),
    "a stay of a day": ([*MEMBER, *stay_of("2026-03-05", "2026-03-05")], MISSED),
    "two stays, each with its own follow-up": (
        [
            *followed("2026-03-06"),
            *stay_of("2026-06-01", "2026-06-05"),
            *claim_of("2026-06-20", "90834"),
        ],
        "1/2 2/2",
    ),
}


SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_follow_up_after_a_hospital_stay_for_mental_illness(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
