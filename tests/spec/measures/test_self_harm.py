"""HUB-HARM: self-harm in emergency and hospital, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.claims import claim_of, covered, stay_of
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-HARM")
MEMBER = [row("person"), covered()]
HARM = "T39.1X2A"


def emergency(day="2026-03-03", diagnosis=HARM, code="99284"):
    return claim_of(day, code, diagnosis=diagnosis)


CASES = {
    "none": (MEMBER, "0/12 0/12"),
    "the example of the page": (
        [*MEMBER, *emergency(), *stay_of("2026-03-03", "2026-03-06", HARM)],
        "1/12 1/12",
    ),
    "not the principal diagnosis": ([*MEMBER, *emergency(diagnosis=f"F32.9 {HARM}")], "1/12 0/12"),
    "a stay with it as another diagnosis": (
        [*MEMBER, *stay_of("2026-03-03", "2026-03-06", f"F32.9 {HARM}")],
        "0/12 1/12",
    ),
    "two claims of a stay": (
        [
            *MEMBER,
            *stay_of("2026-03-03", "2026-03-06", HARM),
            *stay_of("2026-03-06", "2026-03-08", HARM),
        ],
        "0/12 1/12",
    ),
    "one of two claims of a stay": (
        [
            *MEMBER,
            *stay_of("2026-03-03", "2026-03-06", HARM),
            *stay_of("2026-03-06", "2026-03-08", "F32.9"),
        ],
        "0/12 1/12",
    ),
    "two stays": (
        [
            *MEMBER,
            *stay_of("2026-03-03", "2026-03-06", HARM),
            *stay_of("2026-05-03", "2026-05-06", HARM),
            *stay_of("2026-07-03", "2026-07-06", "F32.9"),
        ],
        "0/12 2/12",
    ),
    "a stay for another cause": ([*MEMBER, *stay_of("2026-03-03", "2026-03-06")], "0/12 0/12"),
    "two claims of a visit": ([*MEMBER, *emergency(), *emergency()], "1/12 0/12"),
    "ideation": ([*MEMBER, *emergency(diagnosis="R45.851")], "0/12 0/12"),
    "an accident": ([*MEMBER, *emergency(diagnosis="T39.1X1A")], "0/12 0/12"),
    "an office visit": ([*MEMBER, *emergency(code="99213")], "0/12 0/12"),
    "on the last day of coverage": (
        [row("person"), covered(end="2026-03-03"), *emergency()],
        "1/2 0/2",
    ),
    "on the day after coverage": (
        [row("person"), covered(end="2026-03-02"), *emergency()],
        "0/2 0/2",
    ),
    "on the first day of coverage": (
        [row("person"), covered("2026-03-03"), *emergency()],
        "1/10 0/10",
    ),
    "on the day before coverage": (
        [row("person"), covered("2026-03-04"), *emergency()],
        "0/10 0/10",
    ),
    "not covered": ([row("person"), *emergency()], "0/0 0/0"),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_self_harm(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
