"""HUB-NET: behavioral visits out of network and by telehealth, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import CPT, PLACE_OF_SERVICE
from schemas.period import Period
from tests.builders.claims import claim_of, covered
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-NET")
MEMBER = [row("person"), covered()]
NONE = "0/0 0/0 0/0"


def visit(day="2026-03-03", code="99213", diagnosis="F33.1", *, network=True, **cells):
    return claim_of(day, code, diagnosis=diagnosis, in_network=network, **cells)


CASES = {
    "none": (MEMBER, NONE),
    "the example of the page": (
        [
            *MEMBER,
            *visit("2026-03-03", "90834", network=False),
            *visit("2026-03-10", "90834", line={"modifier": (CPT, "95")}),
            *visit("2026-05-09", "99213", "I10"),
        ],
        "1/2 0/1 1/2",
    ),
    "behavioral by its diagnosis": ([*MEMBER, *visit()], "0/1 0/0 0/1"),
    "behavioral by its service": ([*MEMBER, *visit(code="90834", diagnosis="I10")], "0/1 0/0 0/1"),
    "medical": ([*MEMBER, *visit(diagnosis="I10")], "0/0 0/1 0/0"),
    "medical, out of network": ([*MEMBER, *visit(diagnosis="I10", network=False)], "0/0 1/1 0/0"),
    "medical, by telehealth": (
        [*MEMBER, *visit(diagnosis="I10", line={"modifier": (CPT, "95")})],
        "0/0 0/1 0/0",
    ),
    "by telehealth, by its place": (
        [*MEMBER, *visit(line={"place_of_service": (PLACE_OF_SERVICE, "10")})],
        "0/1 0/0 1/1",
    ),
    "at the office": (
        [*MEMBER, *visit(line={"place_of_service": (PLACE_OF_SERVICE, "11")})],
        "0/1 0/0 0/1",
    ),
    "nobody says whether in network": ([*MEMBER, *visit(network=None)], "0/0 0/0 0/1"),
    "medical, and nobody says": ([*MEMBER, *visit(diagnosis="I10", network=None)], NONE),
    "the same visit billed twice": ([*MEMBER, *visit(), *visit()], "0/1 0/0 0/1"),
    "another service": ([*MEMBER, *visit(code="99999")], NONE),
    "of an institution": ([*MEMBER, *visit(type="institutional")], NONE),
    "on the last day of the period": ([*MEMBER, *visit("2026-12-31")], "0/1 0/0 0/1"),
    "on the day after": ([*MEMBER, *visit("2027-01-01")], NONE),
    "not covered": ([row("person"), *visit()], NONE),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_behavioral_visits_out_of_network_and_by_telehealth(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
