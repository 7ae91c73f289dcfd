"""A period: two days, both inside."""

from datetime import date

from schemas.record import record


@record
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last
