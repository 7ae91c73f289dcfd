"""The calendar that all share: what is due when, and what appears when."""

from datetime import date, timedelta

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.services.refusal import Refused
from hub.store import calendar_entries
from hub.store.calendar_entries import CalendarEntry

KINDS = {
    "files-due": "files are due",
    "release": "figures appear",
    "review": "preliminary figures are open to questions",
    "meeting": "meeting",
}
BACK, AHEAD = timedelta(days=60), timedelta(days=550)


@portal.get("/calendar")
@requires("calendar.read")
def calendar() -> str:
    """Show the entries from two months ago on."""
    with looking("calendar.read") as work:
        today = work.now.date()
        found = calendar_entries.between(work, today - BACK, today + AHEAD)
    return render_template("coordinator/calendar.html", found=found, kinds=KINDS, today=today)


@portal.post("/calendar")
@requires("calendar.write")
def add_entry() -> Response:
    """Add an entry."""
    title, kind = request.form.get("title", "").strip()[:200], request.form.get("kind", "")
    if not title or kind not in KINDS:
        raise Refused(rule="bad-form", text="the entry needs a title and a kind", status=422)
    with begun("calendar.write") as work:
        entry = CalendarEntry(
            id=work.new_id(),
            kind=kind,
            title=title,
            day=_day("day"),
            first_day=_day("first_day") if request.form.get("first_day") else None,
            last_day=_day("last_day") if request.form.get("last_day") else None,
        )
        calendar_entries.add(work, entry)
        work.tell("calendar-entry-added", actor=signed_in().user, subject=entry.id)
    return redirect(url_for("portal.calendar", told="noted"))


@portal.post("/calendar/<entry>/remove")
@requires("calendar.write")
def remove_entry(entry: str) -> Response:
    """Remove an entry."""
    with begun("calendar.write") as work:
        if not calendar_entries.remove(work, entry):
            abort(404)
        work.tell("calendar-entry-removed", actor=signed_in().user, subject=entry)
    return redirect(url_for("portal.calendar", told="noted"))


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refused(rule="bad-form", text="a day is missing or is no day", status=422) from None
