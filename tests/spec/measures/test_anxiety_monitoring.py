"""HUB-GAD7-MON: anxiety monitored by score, as a table of situations.

Of each rate the numerator and the denominator, then those excluded.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.records import row
from tests.builders.registries import GAD7, PHQ9, enrolled, ill, scored, visited
from tests.builders.situations import results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-GAD7-MON")
ADULT = row("person", birth_day="1986-05-05")
NOBODY, SPRING = "0/0 0/0 0/0", "0/0 0/1 0/0"

# The rest is tried with HUB-PHQ9-MON, which borrows the same criteria.
CASES = {
    "nobody": ([ADULT], NOBODY),
    "the example of the page": (
        [ADULT, enrolled("2026-03-03", "2026-06-30"), scored(14, "2026-03-03", GAD7)],
        "1/1 0/1 0/0",
    ),
    "anxious, and seen": ([ADULT, ill("F41.1"), visited("2026-05-09")], SPRING),
    "phobic, and seen": ([ADULT, ill("F40.10"), visited("2026-05-09")], SPRING),
    "depressed, and seen": ([ADULT, ill("F33.1"), visited("2026-05-09")], NOBODY),
    "with a score": (
        [ADULT, ill("F41.1"), visited("2026-05-09"), scored(3, "2026-05-09", GAD7)],
        "0/0 1/1 0/0",
    ),
    "bipolar": (
        [ADULT, ill("F41.1"), ill("F31.9"), visited("2026-05-09"), scored(3, "2026-05-09", GAD7)],
        "0/0 0/1 0/0, 0 1 0",
    ),
    "with a score of another scale": (
        [ADULT, ill("F41.1"), visited("2026-05-09"), scored(3, "2026-05-09", PHQ9)],
        SPRING,
    ),
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
def test_anxiety_monitored_by_score(case, answered):
    assert told(answered[case], "1", "2", "3") == CASES[case][1]
