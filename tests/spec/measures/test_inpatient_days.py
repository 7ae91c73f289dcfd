"""HUB-IPD: days in hospital, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.claims import covered, stay_of
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-IPD")
MEMBER = [row("person"), covered()]

CASES = {
    "none": (MEMBER, "0/12 0/12"),
    "the example of the page": (
        [
            *MEMBER,
            *stay_of("2026-03-01", "2026-03-05", "F33.2"),
            *stay_of("2026-06-10", "2026-06-10", "J18.9"),
        ],
        "5/12 4/12",
    ),
    "for another cause": ([*MEMBER, *stay_of("2026-03-01", "2026-03-05", "J18.9")], "4/12 0/12"),
    "behavioral, but not its principal diagnosis": (
        [*MEMBER, *stay_of("2026-03-01", "2026-03-05", "J18.9 F33.2")],
        "4/12 0/12",
    ),
    "behavioral by one of its claims": (
        [
            *MEMBER,
            *stay_of("2026-03-01", "2026-03-03", "J18.9"),
            *stay_of("2026-03-03", "2026-03-05", "F33.2"),
        ],
        "4/12 4/12",
    ),
    "behavioral by two of its claims": (
        [
            *MEMBER,
            *stay_of("2026-03-01", "2026-03-03", "F33.2"),
            *stay_of("2026-03-03", "2026-03-05", "F33.2"),
        ],
        "4/12 4/12",
    ),
    "a behavioral stay of a day": ([*MEMBER, *stay_of("2026-03-01", "2026-03-01")], "1/12 1/12"),
    "two stays, one behavioral": (
        [
            *MEMBER,
            *stay_of("2026-03-01", "2026-03-03", "J18.9"),
            *stay_of("2026-05-01", "2026-05-06", "F33.2"),
        ],
        "7/12 5/12",
    ),
    "begun before the period": ([*MEMBER, *stay_of("2025-12-30", "2026-01-02")], "3/12 3/12"),
    "ended before the period": ([*MEMBER, *stay_of("2025-12-20", "2025-12-31")], "0/12 0/12"),
    "ended after the period": ([*MEMBER, *stay_of("2026-12-30", "2027-01-01")], "0/12 0/12"),
    "ended on the last day of coverage": (
        [row("person"), covered(end="2026-03-05"), *stay_of("2026-03-01", "2026-03-05")],
        "4/2 4/2",
    ),
    "ended on the day after coverage": (
        [row("person"), covered(end="2026-03-04"), *stay_of("2026-03-01", "2026-03-05")],
        "0/2 0/2",
    ),
    "ended on the first day of coverage": (
        [row("person"), covered("2026-03-05"), *stay_of("2026-03-01", "2026-03-05")],
        "4/10 4/10",
    ),
    "not covered": ([row("person"), *stay_of("2026-03-01", "2026-03-05")], "0/0 0/0"),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_days_in_hospital(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
