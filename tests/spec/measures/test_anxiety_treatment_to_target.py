"""HUB-GAD7-TT: anxiety treated to target, as a table of situations.

Of each rate the numerator and the denominator, then those excluded.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.records import row
from tests.builders.registries import GAD7, PHQ9, ill, scored
from tests.builders.situations import results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-GAD7-TT")
# The rest is tried with HUB-PHQ9-TT, which borrows the same criteria.
LENDS = ("score",)
ADULT = row("person", birth_day="1986-05-05")


def scores(*pairs):
    return [ADULT, *(scored(value, day, GAD7) for value, day in pairs)]


NOBODY = "0/0 0/0 0/0 0/0 0/0"

CASES = {
    "no score": ([ADULT], NOBODY),
    "the example of the page": (
        scores((12, "2026-01-10"), (6, "2026-07-15")),
        "1/1 0/1 1/1 1/1 0/1",
    ),
    "of two on one day the highest": (
        scores((12, "2026-01-10"), (3, "2026-07-15"), (11, "2026-07-15")),
        "1/1 0/1 0/1 0/1 0/1",
    ),
    "below 5": (scores((12, "2026-01-10"), (4, "2026-07-15")), "1/1 1/1 1/1 1/1 0/1"),
    "by another scale": ([ADULT, scored(12, "2026-01-10", PHQ9)], NOBODY),
    "amended": ([ADULT, scored(12, "2026-01-10", GAD7, status="amended")], "0/1 0/0 0/0 0/0 0/1"),
    "corrected": (
        [ADULT, scored(12, "2026-01-10", GAD7, status="corrected")],
        "0/1 0/0 0/0 0/0 0/1",
    ),
    "preliminary": ([ADULT, scored(12, "2026-01-10", GAD7, status="preliminary")], NOBODY),
    "a follow-up without a value": (
        [*scores((12, "2026-01-10")), scored(None, "2026-07-15", GAD7)],
        "0/1 0/0 0/0 0/0 0/1",
    ),
    "bipolar": (
        [*scores((12, "2026-01-10"), (4, "2026-07-15")), ill("F31.9")],
        "0/1 0/1 0/1 0/1 0/1, 1 1 1 1 1",
    ),
}

CASES |= {
    f"an index of {value}": (scores((value, "2026-01-10")), "0/1 0/0 0/0 0/0 0/1")
    for value in (14, 15, 21)
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


def told(rates, *names):
    counts = " ".join(f"{rates[name]['numerator']}/{rates[name]['denominator']}" for name in names)
    excluded = " ".join(str(rates[name]["denominator_exclusion"]) for name in names)
    return counts if set(excluded.split()) == {"0"} else f"{counts}, {excluded}"


@pytest.mark.parametrize("case", CASES)
def test_anxiety_treated_to_target(case, answered):
    assert told(answered[case], "1", "2", "3", "4", "9") == CASES[case][1]


@pytest.mark.parametrize(("value", "severity"), [(14, "10-14"), (15, "15-21"), (21, "15-21")])
def test_the_first_score_tells_the_severity(value, severity, answered):
    found = answered[f"an index of {value}"].values()

    assert {rate["severity"] for rate in found if rate["initial_population"]} == {severity}
    assert {rate["severity"] for rate in answered["no score"].values()} == {None}
