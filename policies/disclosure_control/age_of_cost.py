"""Figures of cost are told only once they are older than a few months.

Kept from Statement 6 of 1996, withdrawn in 2023, as the network's own floor: a young price is a
signal to competitors.
"""

from calendar import monthrange
from datetime import date

from policies.parameter import parameter


def old_enough(last: date, *, on: date) -> bool:
    """Tell whether amounts up to the day `last` are old enough to be told on a day."""
    month = last.month - 1 + int(parameter("minimum_age_of_cost_months", on=on))
    year, month = last.year + month // 12, month % 12 + 1
    day = min(last.day, monthrange(year, month)[1])
    return on > date(year, month, day)
