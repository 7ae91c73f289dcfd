"""Amounts of money are told once they are more than so many months old, three for instance."""

from datetime import date

import pytest

from policies.disclosure_control.age_of_cost import old_enough

DAYS = {
    "three months to the day are too young": (date(2025, 12, 31), date(2026, 3, 31), False),
    "a day more is old enough": (date(2025, 12, 31), date(2026, 4, 1), True),
    "three months from the end of November are the end of February": (
        *(date(2025, 11, 30), date(2026, 2, 28), False),
    ),
    "in a leap year that is a day later": (date(2027, 11, 30), date(2028, 2, 29), False),
    "and then it is old enough": (date(2027, 11, 30), date(2028, 3, 1), True),
}


@pytest.mark.parametrize(("last", "on", "old"), DAYS.values(), ids=DAYS)
def test_amounts_are_told_when_they_are_old_enough(last, on, old):
    assert old_enough(last, on=on, months=3) is old
