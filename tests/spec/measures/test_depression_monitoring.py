"""HUB-PHQ9-MON: depression monitored by score, as a table of situations.

Of each rate the numerator and the denominator, then those excluded.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.records import row
from tests.builders.registries import GAD7, enrolled, ill, scored, visited
from tests.builders.situations import results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-PHQ9-MON")
# The criteria that this spec tries for all measures that borrow them.
LENDS = (
    *("block", "block_of_person", "prevailing_condition", "visit_for_condition", "enrolled"),
    *("initial_population", "excluded_person", "denominator_exclusion", "numerator", "scored"),
)
ADULT = row("person", birth_day="1986-05-05")
NOBODY, SPRING = "0/0 0/0 0/0", "0/0 0/1 0/0"


def treated(day="2026-05-09", *rows, person=ADULT, **condition):
    return [person, ill(**condition), visited(day), *rows]


def listed(*rows, score=16, day="2026-05-10", **span):
    return [
        ADULT,
        enrolled(**{"start": "2026-05-10", "end": "2026-05-10"} | span),
        scored(score, day),
        *rows,
    ]


CASES = {
    "nobody": ([ADULT], NOBODY),
    "the example of the page": (
        [
            ADULT,
            ill(),
            *(visited(day) for day in ("2026-03-03", "2026-05-09", "2026-10-02")),
            scored(8, "2026-05-09"),
        ],
        "0/1 1/1 0/1",
    ),
    "a visit without the condition": ([ADULT, visited("2026-05-09")], NOBODY),
    "a visit for another condition": (treated(code="F41.1"), NOBODY),
    "by psychotherapy": ([ADULT, ill(), visited("2026-05-09", "90834")], SPRING),
    "by another service": ([ADULT, ill(), visited("2026-05-09", "99284")], NOBODY),
    "a visit that was cancelled": (
        [ADULT, ill(), visited("2026-05-09", status="cancelled")],
        NOBODY,
    ),
    "on the first day of the first block": (treated("2026-01-01"), "0/1 0/0 0/0"),
    "on the day before": (treated("2025-12-31"), NOBODY),
    "on the last day of the first block": (treated("2026-04-30"), "0/1 0/0 0/0"),
    "on the first day of the second": (treated("2026-05-01"), SPRING),
    "on the last day of the second": (treated("2026-08-31"), SPRING),
    "on the first day of the last": (treated("2026-09-01"), "0/0 0/0 0/1"),
    "on the last day of the last": (treated("2026-12-31"), "0/0 0/0 0/1"),
    "on the day after": (treated("2027-01-01"), NOBODY),
    "a score on the first day": (treated("2026-05-09", scored(8, "2026-05-01")), "0/0 1/1 0/0"),
    "a score on the day before": (treated("2026-05-09", scored(8, "2026-04-30")), SPRING),
    "a score on the last day": (treated("2026-05-09", scored(8, "2026-08-31")), "0/0 1/1 0/0"),
    "a score on the day after": (treated("2026-05-09", scored(8, "2026-09-01")), SPRING),
    "a score of another scale": (treated("2026-05-09", scored(8, "2026-05-09", GAD7)), SPRING),
    "begun on the day of the visit": (treated(start="2026-05-09"), SPRING),
    "begun on the day after": (treated(start="2026-05-10"), NOBODY),
    "begun some day": (treated(start=None), SPRING),
    "begun in that year": (treated(start="2026-01-01", date_precision="year"), NOBODY),
    "abated on the day of the visit": (
        treated(abatement="2026-05-09", clinical_status="resolved"),
        SPRING,
    ),
    "abated on the day after": (
        treated(abatement="2026-05-10", clinical_status="resolved"),
        SPRING,
    ),
    "abated on the day before": (
        treated(abatement="2026-05-08", clinical_status="resolved"),
        NOBODY,
    ),
    "recurred": (treated(clinical_status="recurrence"), SPRING),
    "relapsed": (treated(clinical_status="relapse"), SPRING),
    "resolved, nobody knows when": (treated(clinical_status="resolved"), NOBODY),
    "confirmed": (treated(verification_status="confirmed"), SPRING),
    "refuted": (treated(verification_status="refuted"), NOBODY),
    "entered in error": (treated(verification_status="entered-in-error"), NOBODY),
    "aged 12 on the first day of the block": (
        treated(person=row("person", birth_day="2014-05-01")),
        SPRING,
    ),
    "aged 11 on the first day of the block": (
        treated(person=row("person", birth_day="2014-05-02")),
        NOBODY,
    ),
    "born in a year in which some were 11": (
        treated(person=row("person", birth_day="2014-01-01", date_precision="year")),
        NOBODY,
    ),
    "over 89": (treated(person=row("person", over_89=True)), SPRING),
    "on a registry's list": (listed(), "0/0 1/1 0/0"),
    "on a payer's list": (listed(method="roster"), NOBODY),
    "on a registry's list, a score of 10": (listed(score=10), "0/0 1/1 0/0"),
    "on a registry's list, a score of 9": (listed(score=9), NOBODY),
    "on a registry's list, a score before": (listed(day="2025-02-01"), SPRING),
    "the first elevated score counts": (
        listed(scored(20, "2026-10-01"), day="2026-02-01"),
        SPRING,
    ),
    "elevated on the last day of the block": (listed(day="2026-08-31"), "0/0 1/1 0/0"),
    "elevated on the day after": (listed(day="2026-09-01"), NOBODY),
    "on the list from the last day of the block": (
        listed(start="2026-08-31", end="2026-08-31"),
        "0/0 1/1 0/0",
    ),
    "on the list until the first day of the block": (
        listed(start="2026-05-01", end="2026-05-01"),
        "0/0 1/1 0/0",
    ),
    "on the list of the first block alone": (
        listed(start="2026-04-30", end="2026-04-30", day="2026-04-30"),
        "1/1 0/0 0/0",
    ),
    "on the list of the first block alone, elevated before": (
        listed(start="2026-02-01", end="2026-04-30", day="2026-01-10"),
        "1/1 0/0 0/0",
    ),
    "on the list without an end": (listed(end=None), "0/0 1/1 0/1"),
    "two visits and a list": (
        listed(ill(), visited("2026-05-09"), visited("2026-05-20")),
        "0/0 1/1 0/0",
    ),
    "died on the last day of the block": (
        treated(person=row("person", birth_day="1986-05-05", death="2026-08-31")),
        "0/0 0/1 0/0, 0 1 0",
    ),
    "died on the day before the last": (
        treated(person=row("person", birth_day="1986-05-05", death="2026-08-30")),
        "0/0 0/1 0/0, 0 1 0",
    ),
    "died on the day after": (
        treated(person=row("person", birth_day="1986-05-05", death="2026-09-01")),
        SPRING,
    ),
    "bipolar from the second of two blocks on": (
        [ADULT, ill(), ill("F31.9", "2026-05-10"), visited("2026-03-03"), visited("2026-05-09")],
        "0/1 0/1 0/0, 0 1 0",
    ),
    "died in that year, nobody knows when": (
        treated(
            "2026-10-02",
            person=row("person", birth_day="1986-01-01", death="2026-01-01", date_precision="year"),
        ),
        "0/0 0/0 0/1, 0 0 1",
    ),
    "died in that year, and seen before": (
        treated(
            person=row("person", birth_day="1986-01-01", death="2026-01-01", date_precision="year"),
        ),
        SPRING,
    ),
}
DISORDERS = {
    "bipolar, begun on the last day of the block": (ill("F31.9", "2026-08-31"), True),
    "bipolar, begun on the day after": (ill("F31.9", "2026-09-01"), False),
    "bipolar, begun some day": (ill("F31.9", None), True),
    "bipolar, confirmed": (ill("F31.9", verification_status="confirmed"), True),
    "bipolar, refuted": (ill("F31.9", verification_status="refuted"), False),
    "bipolar, entered in error": (ill("F31.9", verification_status="entered-in-error"), False),
    "bipolar, begun in that year": (ill("F31.9", "2026-01-01", date_precision="year"), False),
    "anxious": (ill("F41.1"), False),
}
for name, (disorder, excluded) in DISORDERS.items():
    CASES[f"{name}, monitored"] = (
        treated("2026-05-09", disorder, scored(8, "2026-05-09")),
        "0/0 0/1 0/0, 0 1 0" if excluded else "0/0 1/1 0/0",
    )

SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


def told(rates, *names):
    counts = " ".join(f"{rates[name]['numerator']}/{rates[name]['denominator']}" for name in names)
    excluded = " ".join(str(rates[name]["denominator_exclusion"]) for name in names)
    return counts if set(excluded.split()) == {"0"} else f"{counts}, {excluded}"


@pytest.mark.parametrize("case", CASES)
def test_depression_monitored_by_score(case, answered):
    assert told(answered[case], "1", "2", "3") == CASES[case][1]


def test_a_block_that_is_not_whole_does_not_count():
    half = Period(first=date(2026, 1, 1), last=date(2026, 6, 30))
    found = results(
        MEASURE, {"p": [ADULT, ill(), visited("2026-03-03"), visited("2026-05-09")]}, half
    )

    assert told(found["p"], "1", "2", "3") == "0/1 0/0 0/0"
