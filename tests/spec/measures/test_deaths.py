"""HUB-DEATH: deaths of members, as a table of situations.

Of the rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.claims import covered
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-DEATH")


def died(day, precision=None, **span):
    return [row("person", death=day, date_precision=precision), covered(**span)]


CASES = {
    "alive": ([row("person"), covered()], "0/1"),
    "the example of the page": (died("2026-03-03", end="2026-03-03"), "1/1"),
    "on the first day of the period": (died("2026-01-01"), "1/1"),
    "on the day before": (died("2025-12-31"), "0/1"),
    "on the last day": (died("2026-12-31"), "1/1"),
    "on the day after": (died("2027-01-01"), "0/1"),
    "in the year": (died("2026-01-01", "year"), "1/1"),
    "in the last month": (died("2026-12-01", "month"), "1/1"),
    "known without a date": ([row("person", deceased=True), covered()], "0/1"),
    "not covered": ([row("person", death="2026-03-03")], "0/0"),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}
QUARTER = Period(first=date(2026, 1, 1), last=date(2026, 3, 31))


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_deaths(case, answered):
    assert fractions(answered[case]) == CASES[case][1]


def test_a_year_of_death_does_not_count_in_a_quarter():
    [found] = results(MEASURE, {"p": died("2026-01-01", "year")}, QUARTER).values()

    assert fractions(found) == "0/1"
