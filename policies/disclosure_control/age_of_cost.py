"""Figures of cost are told only once they are older than a few months.

Kept from Statement 6 of 1996, withdrawn in 2023, as the network's own floor: a young price is a
signal to competitors.
"""

from calendar import monthrange
from datetime import date


def old_enough(last: date, *, on: date, months: int) -> bool:
    """Tell whether amounts up to the day `last` are so many months old on a day."""
    month = last.month - 1 + months
    year, month = last.year + month // 12, month % 12 + 1
    day = min(last.day, monthrange(year, month)[1])
    return on > date(year, month, day)
