"""What the demo's coordinator has planned: when files are due and when figures appear."""

from datetime import date

from hub.services.house import House
from hub.store import calendar_entries
from hub.store.calendar_entries import CalendarEntry

# The year's round: month and day, kind, and what is planned.
ROUND = (
    ((2, 15), "files-due", "Claims, rosters and counts of the whole year"),
    ((3, 15), "release", "Preliminary benchmarks"),
    ((4, 15), "review", "Last day for questions about the preliminary benchmarks"),
    ((5, 12), "meeting", "Payers and practices look at the benchmarks together"),
    ((9, 30), "release", "Final benchmarks"),
)


def plan_year(house: House, today: date) -> None:
    """Enter the round that comes next, about the year before it."""
    begins = date(today.year, *ROUND[0][0])
    year = today.year if today <= begins else today.year + 1
    with house.begin() as work:
        for (month, day), kind, title in ROUND:
            entry = CalendarEntry(
                id=work.new_id(),
                kind=kind,
                title=title,
                day=date(year, month, day),
                first_day=date(year - 1, 1, 1),
                last_day=date(year - 1, 12, 31),
            )
            calendar_entries.add(work, entry)
            work.tell("calendar-entry-added", actor="convener", subject=entry.id)
