"""HUB-EDV: emergency visits, as a table of situations.

Of the rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.claims import claim_of, covered
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-EDV")
MEMBER = [row("person"), covered()]


def emergency(day="2026-03-03", code="99284", **cells):
    return claim_of(day, code, **cells)


CASES = {
    "none": (MEMBER, "0/12"),
    "the example of the page": (
        [
            row("person"),
            covered("2026-01-01", "2026-06-20"),
            *emergency(claim="hospital"),
            *emergency(claim="physician"),
            *emergency("2026-05-09"),
            *emergency("2026-08-01"),
        ],
        "2/6",
    ),
    "for whatever diagnosis": ([*MEMBER, *emergency(diagnosis="I10")], "1/12"),
    "on two days": ([*MEMBER, *emergency(), *emergency("2026-03-04")], "2/12"),
    "an office visit": ([*MEMBER, *emergency(code="99213")], "0/12"),
    "on the first day of coverage": (
        [row("person"), covered("2026-03-03"), *emergency()],
        "1/10",
    ),
    "on the day before coverage": ([row("person"), covered("2026-03-04"), *emergency()], "0/10"),
    "on the last day of coverage": (
        [row("person"), covered(end="2026-03-03"), *emergency()],
        "1/2",
    ),
    "on the day after coverage": ([row("person"), covered(end="2026-03-02"), *emergency()], "0/2"),
    "in the one and in the other span of coverage": (
        [
            row("person"),
            covered(end="2026-03-03"),
            covered("2026-05-01"),
            *emergency(),
            *emergency("2026-06-01"),
        ],
        "2/10",
    ),
    "before the period": ([*MEMBER, *emergency("2025-12-31")], "0/12"),
    "not covered": ([row("person"), *emergency()], "0/0"),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_emergency_visits(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
