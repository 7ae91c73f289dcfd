"""HUB-COST: allowed amount of members with a behavioral condition, as a table of situations.

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
MEASURE = measure_named("HUB-COST")
MEMBER = [row("person"), covered()]


def line(amount, day="2026-03-03", diagnosis="F33.1", **cells):
    return claim_of(day, "99213", diagnosis=diagnosis, line={"allowed_amount": amount}, **cells)


TWICE = line(120.4, claim="twice")

CASES = {
    "none": (MEMBER, "0/0"),
    "the example of the page": (
        [*MEMBER, *line(120.4), *line(9000.7, "2026-06-01", "I21.9")],
        "9121/12",
    ),
    "without a behavioral diagnosis": ([*MEMBER, *line(120.4, diagnosis="I10")], "0/0"),
    "with one in the second place": ([*MEMBER, *line(120.4, diagnosis="I10 F33.1")], "120/12"),
    "the same line twice": ([*MEMBER, *TWICE, *TWICE], "120/12"),
    "the same amount on two claims": ([*MEMBER, *line(120.4), *line(120.4)], "240/12"),
    "two lines of a claim": (
        [
            *MEMBER,
            *claim_of(
                "2026-03-03",
                "99213",
                "90834",
                diagnosis="F33.1",
                line={"allowed_amount": 120.4},
            ),
        ],
        "240/12",
    ),
    "the same key of two contributors": (
        [
            *MEMBER,
            *line(120.4, claim="k", contributor="one"),
            *line(120.4, claim="k", contributor="two"),
        ],
        "240/12",
    ),
    "no amount told": ([*MEMBER, *line(None)], "0/12"),
    "diagnosed on the last day of the period": ([*MEMBER, *line(1, "2026-12-31")], "1/12"),
    "diagnosed on the day after": (
        [*MEMBER, *line(1, "2027-01-01"), *line(1, diagnosis="I10")],
        "0/0",
    ),
    "allowed on the day after": ([*MEMBER, *line(1), *line(1, "2027-01-01")], "1/12"),
    "covered for six months": ([row("person"), covered(end="2026-06-30"), *line(1)], "1/6"),
    "not covered": ([row("person"), *line(120.4)], "0/0"),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_allowed_amount_of_members_with_a_behavioral_condition(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
