"""42 CFR 2.16(b), 2.24, 2.25: the clocks of breaches, lists and accountings."""

from datetime import date

import pytest

from policies.part2 import s2_24_list_of_disclosures, s2_25_accounting
from policies.part2.s2_16_b_breach import Told, duties

FOUND = date(2026, 3, 2)
SIXTY_DAYS_ON, AFTER_THE_YEAR = date(2026, 5, 1), date(2027, 3, 1)

BREACHES = {
    "499 persons: the log of the year": (
        (499, 499),
        {Told.PATIENTS: SIXTY_DAYS_ON, Told.YEARLY_LOG: AFTER_THE_YEAR},
    ),
    "500 persons: the Secretary at once": (
        (500, 500),
        {Told.PATIENTS: SIXTY_DAYS_ON, Told.SECRETARY: SIXTY_DAYS_ON},
    ),
    "501 of one state: the media too": (
        (501, 501),
        {
            Told.PATIENTS: SIXTY_DAYS_ON,
            Told.SECRETARY: SIXTY_DAYS_ON,
            Told.MEDIA: SIXTY_DAYS_ON,
        },
    ),
    "700 in two states, 350 each: no media": (
        (700, 350),
        {Told.PATIENTS: SIXTY_DAYS_ON, Told.SECRETARY: SIXTY_DAYS_ON},
    ),
}


@pytest.mark.parametrize(("sizes", "expected"), BREACHES.values(), ids=BREACHES)
def test_a_breach_is_told_to(sizes, expected):
    persons, of_one_state = sizes

    found = duties(FOUND, persons=persons, most_of_one_state=of_one_state)

    assert {duty.told: duty.by for duty in found} == expected


def test_the_log_of_a_leap_year_is_due_sixty_days_after_its_end():
    found = duties(date(2027, 11, 5), persons=1, most_of_one_state=1)

    assert found[-1].by == date(2028, 2, 29)


def test_an_intermediary_owes_the_list_and_nobody_else():
    assert s2_24_list_of_disclosures.owed(intermediary=True)
    assert not s2_24_list_of_disclosures.owed(intermediary=False)


LISTS = {
    "two years before the change": (date(2026, 2, 15), date(2024, 2, 15)),
    "three years after it": (date(2026, 2, 16), date(2023, 2, 16)),
    "asked for on a leap day": (date(2028, 2, 29), date(2025, 2, 28)),
}


@pytest.mark.parametrize(("asked", "first"), LISTS.values(), ids=LISTS)
def test_the_list_reaches_back_to(asked, first):
    assert s2_24_list_of_disclosures.reaches_back_to(asked) == first


def test_the_list_is_due_within_thirty_days():
    assert s2_24_list_of_disclosures.due(FOUND) == date(2026, 4, 1)


ACCOUNTED = {
    "research with a consent": (("HRESCH", True, False), True),
    "treatment through a health record": (("TREAT", True, True), True),
    "treatment otherwise": (("TREAT", True, False), False),
    "quality improvement is operations": (("HQUALIMP", True, False), False),
    "without a consent": (("HRESCH", False, True), False),
}


@pytest.mark.parametrize(("facts", "expected"), ACCOUNTED.values(), ids=ACCOUNTED)
def test_an_accounting_takes_in(facts, expected):
    purpose, with_consent, through = facts

    found = s2_25_accounting.belongs(
        purpose, with_consent=with_consent, through_health_record=through
    )

    assert found is expected


def test_an_accounting_reaches_back_three_years():
    assert s2_25_accounting.reaches_back_to(FOUND) == date(2023, 3, 2)
