"""HUB-CCP: the process of Collaborative Care, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.records import row
from tests.builders.registries import enrolled, met, noted, scored
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-CCP")
PERSON = row("person")
SEVENTY = [PERSON, enrolled("2026-01-10", "2026-03-21"), scored(16, "2026-01-10")]
REVIEW = "psychiatric-review"
CHANGE = "treatment-change"


def of(rates, *rows):
    """The fractions of some rates alone, by number."""
    return list(rows), rates


# Each case names the rates that it is about, and their fractions.
CASES = {
    "on no list": of({"1": "0/0", "2": "0/0", "3": "0/0", "7": "0/0"}, PERSON),
    "the example of the page": of(
        {
            "1": "3/5",
            "2": "2/5",
            "3": "1/1",
            "4": "0/1",
            "5": "1/1",
            "6": "0/1",
            "7": "122/131",
        },
        PERSON,
        enrolled("2026-01-10", "2026-05-20"),
        scored(16, "2026-01-10"),
        scored(12, "2026-04-20"),
        met("2026-01-10"),
        met("2026-01-24"),
        met("2026-02-03"),
        met("2026-04-22", REVIEW),
    ),
    "on a payer's list": of({"1": "0/0"}, PERSON, enrolled(method="roster")),
    "enrolled until the first day of the period": of(
        {"1": "0/1", "7": "0/1"}, PERSON, enrolled("2025-06-01", "2026-01-01")
    ),
    "enrolled until the day before": of({"1": "0/0"}, PERSON, enrolled("2025-06-01", "2025-12-31")),
    "enrolled from the last day": of({"1": "0/1", "7": "0/1"}, PERSON, enrolled("2026-12-31")),
    "enrolled from the day after": of({"1": "0/0"}, PERSON, enrolled("2027-01-01")),
    "enrolled without an end": of({"1": "0/12", "7": "0/356"}, PERSON, enrolled()),
    "enrolled beyond the period": of(
        {"1": "0/12", "7": "0/356"}, PERSON, enrolled(end="2027-03-01")
    ),
    "discharged": of(
        {"1": "0/3", "7": "0/60"}, PERSON, enrolled(), noted("discharge", "2026-03-10")
    ),
    "discharged twice, the first time counts": of(
        {"7": "0/60"},
        PERSON,
        enrolled(),
        noted("discharge", "2026-05-10"),
        noted("discharge", "2026-03-10"),
    ),
    "discharged on the day of enrollment": of(
        {"7": "0/1"}, PERSON, enrolled(), noted("discharge", "2026-01-10")
    ),
    "discharged before the enrollment": of(
        {"7": "0/356"}, PERSON, enrolled(), noted("discharge", "2026-01-09")
    ),
    "another note is no discharge": of(
        {"7": "0/356"}, PERSON, enrolled(), noted("contacts", "2026-03-10")
    ),
    "enrolled twice": of(
        {"1": "0/5", "7": "0/112", "3": "0/0"},
        PERSON,
        enrolled("2026-01-10", "2026-03-01"),
        enrolled("2026-05-01", "2026-06-30"),
    ),
    "enrolled again after a day between": of(
        {"1": "0/3", "3": "0/0", "7": "0/74"},
        PERSON,
        enrolled("2026-01-10", "2026-02-28"),
        enrolled("2026-03-02", "2026-03-25"),
    ),
    "enrolled again on the next day": of(
        {"1": "0/3", "3": "0/1", "7": "0/75"},
        PERSON,
        enrolled("2026-01-10", "2026-02-28"),
        enrolled("2026-03-01", "2026-03-25"),
    ),
    "a list inside of another does not end it": of(
        {"7": "0/142"},
        PERSON,
        enrolled("2026-01-10", "2026-05-31"),
        enrolled("2026-02-01", "2026-02-10"),
        enrolled("2026-03-01", "2026-03-10"),
    ),
    "contacts of two enrollments, and one between them": of(
        {"1": "3/5", "2": "3/5"},
        PERSON,
        enrolled("2026-01-10", "2026-03-01"),
        enrolled("2026-05-01", "2026-06-30"),
        met("2026-01-10"),
        met("2026-02-10"),
        met("2026-04-10"),
        met("2026-06-10"),
    ),
    "two enrollments of 70 days, of which the last one counts": of(
        {"3": "1/1", "4": "0/1", "5": "0/1", "6": "0/1", "7": "202/202"},
        PERSON,
        enrolled("2026-01-10", "2026-04-20"),
        enrolled("2026-06-01", "2026-09-09"),
        scored(16, "2026-01-10"),
        scored(4, "2026-03-10"),
        scored(16, "2026-06-01"),
        scored(15, "2026-08-10"),
        met("2026-02-10", REVIEW),
        noted(CHANGE, "2026-02-10"),
    ),
    "the second enrollment has no score yet": of(
        {"3": "0/1", "4": "0/0"},
        PERSON,
        enrolled("2026-01-10", "2026-04-20"),
        enrolled("2026-06-01", "2026-09-09"),
        scored(16, "2026-01-10"),
        scored(4, "2026-03-10"),
    ),
    "the second enrollment is shorter than 70 days": of(
        {"3": "1/1", "4": "1/1"},
        PERSON,
        enrolled("2026-01-10", "2026-04-20"),
        enrolled("2026-06-01", "2026-06-30"),
        scored(16, "2026-01-10"),
        scored(4, "2026-03-10"),
        scored(16, "2026-06-01"),
    ),
    "two lists at one time": of(
        {"1": "0/6", "7": "0/172"},
        PERSON,
        enrolled("2026-01-10", "2026-06-30"),
        enrolled("2026-03-01", "2026-04-30"),
    ),
    "a contact on the day of enrollment": of(
        {"1": "1/12", "2": "1/12"}, PERSON, enrolled(), met("2026-01-10")
    ),
    "a contact on the day before": of({"1": "0/12"}, PERSON, enrolled(), met("2026-01-09")),
    "a contact before the period": of(
        {"1": "0/12"}, PERSON, enrolled("2025-06-01"), met("2025-12-31")
    ),
    "a contact on the last day": of(
        {"1": "1/3"}, PERSON, enrolled(end="2026-03-10"), met("2026-03-10")
    ),
    "a contact on the day after the last": of(
        {"1": "0/3"}, PERSON, enrolled(end="2026-03-10"), met("2026-03-11")
    ),
    "two contacts on one day": of(
        {"1": "1/12"}, PERSON, enrolled(), met("2026-02-01"), met("2026-02-01")
    ),
    "a contact that was cancelled": of(
        {"1": "0/12"}, PERSON, enrolled(), met("2026-02-01", status="cancelled")
    ),
    "a review is no contact": of({"1": "0/12"}, PERSON, enrolled(), met("2026-02-01", REVIEW)),
    "enrolled for 70 days, one score": of({"3": "0/1", "4": "0/0", "5": "0/0"}, *SEVENTY),
    "enrolled for 70 days, no score": of(
        {"3": "0/1", "4": "0/0"}, PERSON, enrolled("2026-01-10", "2026-03-21")
    ),
    "enrolled for 69 days": of({"3": "0/0"}, PERSON, enrolled("2026-01-10", "2026-03-20")),
    "the seventieth day on the first of the period": of(
        {"3": "0/1"}, PERSON, enrolled("2025-10-23")
    ),
    "the seventieth day before the period": of({"3": "0/0"}, PERSON, enrolled("2025-10-22")),
    "half of the first score": of(
        {"3": "1/1", "4": "1/1", "5": "0/0"},
        PERSON,
        enrolled(),
        scored(24, "2026-01-10"),
        scored(12, "2026-03-10"),
    ),
    "less than half of the first score, and 10 or more": of(
        {"3": "1/1", "4": "1/1", "5": "0/0"},
        PERSON,
        enrolled(),
        scored(24, "2026-01-10"),
        scored(11, "2026-03-10"),
    ),
    "one more than half": of(
        {"3": "1/1", "4": "0/1", "5": "0/1", "6": "0/1"},
        PERSON,
        enrolled(),
        scored(24, "2026-01-10"),
        scored(13, "2026-03-10"),
    ),
    "below 10": of(
        {"4": "1/1", "5": "0/0"},
        PERSON,
        enrolled(),
        scored(11, "2026-01-10"),
        scored(9, "2026-03-10"),
    ),
    "10": of({"4": "0/1"}, PERSON, enrolled(), scored(11, "2026-01-10"), scored(10, "2026-03-10")),
    "the last score counts": of(
        {"4": "0/1"}, *SEVENTY, scored(4, "2026-02-10"), scored(15, "2026-03-10")
    ),
    "the first score is 14 days before": of(
        {"3": "1/1"}, PERSON, enrolled(), scored(16, "2025-12-27"), scored(15, "2026-01-20")
    ),
    "a score 15 days before is not of the enrollment": of(
        {"3": "0/1"}, PERSON, enrolled(), scored(16, "2025-12-26"), scored(15, "2026-01-20")
    ),
    "a score on the last day": of({"3": "1/1"}, *SEVENTY, scored(15, "2026-03-21")),
    "a score on the day after": of({"3": "0/1"}, *SEVENTY, scored(15, "2026-03-22")),
    "a review before the enrollment": of(
        {"5": "0/1"}, *SEVENTY, scored(15, "2026-03-10"), met("2026-01-09", REVIEW)
    ),
    "a review on its first day": of(
        {"5": "1/1", "6": "0/1"}, *SEVENTY, scored(15, "2026-03-10"), met("2026-01-10", REVIEW)
    ),
    "a review on its last day": of(
        {"5": "1/1"}, *SEVENTY, scored(15, "2026-03-10"), met("2026-03-21", REVIEW)
    ),
    "a review on the day after": of(
        {"5": "0/1"}, *SEVENTY, scored(15, "2026-03-10"), met("2026-03-22", REVIEW)
    ),
    "a review that was cancelled": of(
        {"5": "0/1"},
        *SEVENTY,
        scored(15, "2026-03-10"),
        met("2026-02-10", REVIEW, status="cancelled"),
    ),
    "a contact is no review": of(
        {"5": "0/1"}, *SEVENTY, scored(15, "2026-03-10"), met("2026-02-10")
    ),
    "a change on the first day": of(
        {"5": "0/1", "6": "1/1"}, *SEVENTY, scored(15, "2026-03-10"), noted(CHANGE, "2026-01-10")
    ),
    "a change on the last day": of(
        {"6": "1/1"}, *SEVENTY, scored(15, "2026-03-10"), noted(CHANGE, "2026-03-21")
    ),
    "a change on the day before": of(
        {"6": "0/1"}, *SEVENTY, scored(15, "2026-03-10"), noted(CHANGE, "2026-01-09")
    ),
    "a change on the day after": of(
        {"6": "0/1"}, *SEVENTY, scored(15, "2026-03-10"), noted(CHANGE, "2026-03-22")
    ),
    "a change and an improvement": of(
        {"4": "1/1", "6": "0/0"}, *SEVENTY, scored(4, "2026-03-10"), noted(CHANGE, "2026-02-10")
    ),
    "fresh for 90 days": of({"7": "91/356"}, PERSON, enrolled(), scored(16, "2026-01-10")),
    "a score before the period is fresh into it": of(
        {"7": "1/365"}, PERSON, enrolled("2025-09-01"), scored(16, "2025-10-03")
    ),
    "a score that is fresh no longer when the period begins": of(
        {"7": "0/365"}, PERSON, enrolled("2025-09-01"), scored(16, "2025-10-02")
    ),
    "a score that was fresh long before": of(
        {"7": "0/365"}, PERSON, enrolled("2025-09-01"), scored(16, "2025-09-02")
    ),
    "two scores of which the second follows the first within 90 days": of(
        {"7": "111/356"}, PERSON, enrolled(), scored(16, "2026-01-10"), scored(15, "2026-01-30")
    ),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_the_process_of_collaborative_care(case, answered):
    found = dict(zip(sorted(answered[case]), fractions(answered[case]).split(), strict=True))
    _, expected = CASES[case]

    assert {rate: found[rate] for rate in expected} == expected
