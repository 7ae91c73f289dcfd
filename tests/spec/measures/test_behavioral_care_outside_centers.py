"""HUB-OUTSIDE: behavioral care outside of community mental health centers, as a table of situations.

Of the rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import PLACE_OF_SERVICE
from schemas.period import Period
from tests.builders.claims import claim_of, covered
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-OUTSIDE")
MEMBER = [row("person"), covered()]
CENTER = {"place_of_service": (PLACE_OF_SERVICE, "53")}
NONE, INSIDE, OUTSIDE = "0/0", "0/1", "1/1"


def care(day="2026-03-03", code="90834", diagnosis="F33.1", **cells):
    return claim_of(day, code, diagnosis=diagnosis, **cells)


def listed(name, is_center):
    return row("practice", practice=name, community_mental_health_center=is_center)


CASES = {
    "none": (MEMBER, NONE),
    "the example of the page": (
        [*MEMBER, *care(line=CENTER), *care("2026-05-09", "99213")],
        OUTSIDE,
    ),
    "at the place of a center": ([*MEMBER, *care(line=CENTER)], INSIDE),
    "by a center of the directory": (
        [listed("center", True), *MEMBER, *care(practice="center")],
        INSIDE,
    ),
    "by another practice of the directory": (
        [listed("office", False), *MEMBER, *care(practice="office")],
        OUTSIDE,
    ),
    "by nobody known": ([*MEMBER, *care()], OUTSIDE),
    "an office visit for another diagnosis": (
        [*MEMBER, *care(code="99213", diagnosis="I10")],
        NONE,
    ),
    "psychotherapy with another diagnosis": ([*MEMBER, *care(diagnosis="I10")], OUTSIDE),
    "another service": ([*MEMBER, *care(code="99999")], NONE),
    "on the last day of the period": ([*MEMBER, *care("2026-12-31")], OUTSIDE),
    "on the day after": ([*MEMBER, *care("2027-01-01")], NONE),
    "not covered": ([row("person"), *care()], NONE),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_behavioral_care_outside_of_community_mental_health_centers(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
