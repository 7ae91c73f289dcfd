"""HUB-SCREEN: behavioral screening billed, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.claims import claim_of, covered
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-SCREEN")
MEMBER = [row("person"), covered()]
NOBODY, NONE, ONE, TWO = "0/0 0/0", "0/1 0/1", "1/1 1/1", "1/1 2/1"

CASES = {
    "none": (MEMBER, NONE),
    "the example of the page": (
        [*MEMBER, *claim_of("2026-03-03", "96127", "96127"), *claim_of("2026-05-09", "G0444")],
        TWO,
    ),
    "not covered": ([row("person"), *claim_of("2026-03-03", "96127")], NOBODY),
    "covered on another day of the period": (
        [row("person"), covered(end="2026-01-01"), *claim_of("2026-03-03", "96127")],
        ONE,
    ),
    "twice on one day": (
        [*MEMBER, *claim_of("2026-03-03", "96127"), *claim_of("2026-03-03", "96127")],
        ONE,
    ),
    "another service": ([*MEMBER, *claim_of("2026-03-03", "99213")], NONE),
    "on the first day of the period": ([*MEMBER, *claim_of("2026-01-01", "96127")], ONE),
    "on the day before": ([*MEMBER, *claim_of("2025-12-31", "96127")], NONE),
    "on the last day": ([*MEMBER, *claim_of("2026-12-31", "96127")], ONE),
    "on the day after": ([*MEMBER, *claim_of("2027-01-01", "96127")], NONE),
} | {
    code: ([*MEMBER, *claim_of("2026-03-03", code)], ONE)
    for code in ["96127", "96160", "96161", "G0444"]
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_behavioral_screening_billed(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
