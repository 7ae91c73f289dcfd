"""HUB-PHQ9-FU12: any score twelve months after the index, over the denominator of CMS159.

Counts are written initial population, denominator, exclusion, numerator.
"""

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import LOINC
from tests.builders.situations import answers, counts
from tests.spec.measures import test_depression_remission as remission
from tests.spec.measures.test_depression_remission import (
    EXCLUDED,
    FIRST,
    INDEX,
    LAST,
    OUT,
    PERIOD,
    condition,
    phq9,
)

MEASURE = measure_named("HUB-PHQ9-FU12")
COLUMNS = MEASURE.rates[0].columns
UNSEEN, SEEN = "1 1 0 0", "1 1 0 1"

CASES = {
    "the example of the page": ([*INDEX, phq9(12, "2026-02-19")], SEEN),
    "the example of the page, a day too late": ([*INDEX, phq9(12, "2026-04-27")], UNSEEN),
    "no score": (INDEX, UNSEEN),
    "a low score": ([*INDEX, phq9(0, "2026-02-19")], SEEN),
    "the highest score": ([*INDEX, phq9(27, "2026-02-19")], SEEN),
    "low, then high": ([*INDEX, phq9(3, "2026-02-19"), phq9(20, "2026-03-19")], SEEN),
    "an assessment without a score": ([*INDEX, phq9(None, "2026-02-19")], UNSEEN),
    "a score, then one without": (
        [*INDEX, phq9(12, "2026-02-19"), phq9(None, "2026-03-19")],
        SEEN,
    ),
    "of a status that does not count": (
        [*INDEX, phq9(12, "2026-02-19", status="entered-in-error")],
        UNSEEN,
    ),
    "by another tool": ([*INDEX, phq9(12, "2026-02-19", code=(LOINC, "55758-7"))], UNSEEN),
    "on the first day of assessment": ([*INDEX, phq9(12, f"{FIRST}T00:01")], SEEN),
    "on the day before": ([*INDEX, phq9(12, "2025-12-26T23:59")], UNSEEN),
    "on the last day of assessment": ([*INDEX, phq9(12, f"{LAST}T23:59")], SEEN),
    "on the day after": ([*INDEX, phq9(12, "2026-04-27T00:01")], UNSEEN),
    "excluded": ([*INDEX, phq9(12, "2026-02-19"), condition("Bipolar Disorder")], EXCLUDED),
    "no index": ([*remission.ILL, phq9(12, "2026-02-19")], OUT),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()} | {
    f"CMS159, {name}": rows for name, rows in remission.SITUATIONS.items()
}


@pytest.fixture(scope="module")
def answered():
    return answers(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_depression_follow_up_score(case, answered):
    assert counts(answered[case], COLUMNS) == CASES[case][1]


def test_persons_and_exclusions_are_those_of_the_measure_that_it_stands_beside(answered):
    beside = answers(remission.MEASURE, SITUATIONS, PERIOD)

    assert MEASURE.beside == remission.MEASURE.identifier
    for name, found in answered.items():
        assert counts(found, COLUMNS[:3]) == counts(beside[name], COLUMNS[:3]), name
        assert found["age"] == beside[name]["age"], name
        assert found["numerator"] >= beside[name]["numerator"], name
