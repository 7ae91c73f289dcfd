"""The calendar that all participants share: when files are due, when figures appear."""

from datetime import date

from sqlalchemy import Date, Table, delete, select

from hub.store.columns import Id, Line, Word, optional, required
from hub.store.metadata import METADATA
from hub.store.work import Work
from schemas.record import record

CALENDAR_ENTRIES = Table(
    "calendar_entries",
    METADATA,
    required("id", Id, primary_key=True),
    required("kind", Word),
    required("title", Line),
    required("day", Date(), index=True),
    optional("first_day", Date()),
    optional("last_day", Date()),
)


@record
class CalendarEntry:
    """Something happens on a day, about the period from `first_day` to `last_day` if any."""

    id: str
    kind: str
    title: str
    day: date
    first_day: date | None = None
    last_day: date | None = None


def add(work: Work, entry: CalendarEntry) -> None:
    """Add an entry."""
    work.add(CALENDAR_ENTRIES, entry)


def remove(work: Work, entry: str) -> bool:
    """Remove an entry; tell whether it was there."""
    return work.change(delete(CALENDAR_ENTRIES).where(CALENDAR_ENTRIES.c.id == entry)) == 1


def between(work: Work, first: date, last: date) -> tuple[CalendarEntry, ...]:
    """Return the entries from one day to another, both included, by day."""
    query = select(CALENDAR_ENTRIES).where(CALENDAR_ENTRIES.c.day.between(first, last))
    return work.rows(CalendarEntry, query.order_by(CALENDAR_ENTRIES.c.day, CALENDAR_ENTRIES.c.id))
