"""A point in time as a record tells it: a day as written, and the instant where one is known."""

from datetime import UTC, date, datetime, time

from schemas.record import record


@record
class Moment:
    """A day, local as written, and the instant, where more than the day is known."""

    day: date
    instant: datetime | None = None


def reached(moment: Moment, now: datetime) -> bool:
    """Tell whether the moment has come: from its instant, or from the start of its day.

    `now` is aware; its own time zone says which day it is.
    """
    return moment.instant <= now if moment.instant else moment.day <= now.date()


def past(moment: Moment, now: datetime) -> bool:
    """Tell whether the moment is over: after its instant, or after the end of its day."""
    return moment.instant < now if moment.instant else moment.day < now.date()


def in_time(moment: Moment) -> tuple[date, datetime]:
    """Return a key that puts moments in their order: by day, then by instant, a mere day first."""
    start = datetime.combine(moment.day, time.min, tzinfo=UTC)
    return moment.day, moment.instant or start
