"""HUB-READM: readmission within 30 days of a behavioral hospital stay, as a table of situations.

Of the rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import DISCHARGE_STATUS
from schemas.period import Period
from tests.builders.claims import covered, stay_of
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-READM")
MEMBER = [row("person"), covered()]
STAY = stay_of("2026-03-01", "2026-03-05", "F25.0")
STILL_THERE = {"discharge": None, "discharge_status": (DISCHARGE_STATUS, "30")}
INTERIM = stay_of("2026-03-01", "2026-03-05", "F25.0", **STILL_THERE)
NONE, HOME, AGAIN = "0/0", "0/1", "1/1"


def then(admitted, diagnosis="J18.9"):
    return [*MEMBER, *STAY, *stay_of(admitted, admitted, diagnosis)]


CASES = {
    "nobody": (MEMBER, NONE),
    "the example of the page": (
        [*MEMBER, *STAY, *stay_of("2026-03-20", "2026-03-24", "J18.9")],
        AGAIN,
    ),
    "not admitted again": ([*MEMBER, *STAY], HOME),
    "on the day of discharge it is a transfer": (then("2026-03-05"), HOME),
    "on the day after": (then("2026-03-06"), AGAIN),
    "on the thirtieth day": (then("2026-04-04"), AGAIN),
    "on the thirty-first day": (then("2026-04-05"), HOME),
    "for a behavioral cause, which counts itself": (then("2026-03-20", "F25.0"), "1/2"),
    "a stay before": ([*MEMBER, *STAY, *stay_of("2026-02-01", "2026-02-10", "J18.9")], HOME),
    "for substance use": ([*MEMBER, *stay_of("2026-03-01", "2026-03-05", "F10.20")], HOME),
    "for another cause": ([*MEMBER, *stay_of("2026-03-01", "2026-03-05", "I10 F25.0")], NONE),
    "a claim of the stay is for it": (
        [*MEMBER, *STAY, *stay_of("2026-03-05", "2026-03-07", "J18.9")],
        HOME,
    ),
    "billed in two parts, still a patient at the end of the first": (
        [*MEMBER, *INTERIM, *stay_of("2026-03-06", "2026-03-08", "F25.0")],
        HOME,
    ),
    "still a patient at the end of the last bill": ([*MEMBER, *INTERIM], NONE),
    "admitted again, and still a patient": (
        [*MEMBER, *STAY, *stay_of("2026-03-20", "2026-03-24", "J18.9", **STILL_THERE)],
        AGAIN,
    ),
    "discharged on the first day of the period": (
        [*MEMBER, *stay_of("2025-12-20", "2026-01-01")],
        HOME,
    ),
    "discharged on the day before": ([*MEMBER, *stay_of("2025-12-20", "2025-12-31")], NONE),
    "discharged thirty days before the end": (
        [*MEMBER, *stay_of("2026-11-20", "2026-12-01")],
        HOME,
    ),
    "discharged twenty-nine days before the end": (
        [*MEMBER, *stay_of("2026-11-20", "2026-12-02")],
        NONE,
    ),
    "covered from the day of discharge": ([row("person"), covered("2026-03-05"), *STAY], HOME),
    "covered from the day after": ([row("person"), covered("2026-03-06"), *STAY], NONE),
    "covered through the thirtieth day": ([row("person"), covered(end="2026-04-04"), *STAY], HOME),
    "covered through the day before": ([row("person"), covered(end="2026-04-03"), *STAY], NONE),
    "two stays, one with a readmission": (
        [*then("2026-03-20"), *stay_of("2026-06-01", "2026-06-05")],
        "1/2",
    ),
}


SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_readmission_after_a_behavioral_hospital_stay(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
