"""Spans of time that the law counts back from a day."""

from datetime import date


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
