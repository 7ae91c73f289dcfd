"""The calendar that all share: what is due and what appears when, and which agreements end."""

from collections import defaultdict
from datetime import date, timedelta

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.services.agreements.facts import facts_of
from hub.services.privacy.disclosure_ledger import PUBLISHED
from hub.services.refusal import Refused
from hub.store import agreements, calendar_entries, participants, releases
from hub.store.calendar_entries import CalendarEntry
from hub.store.work import Work
from policies.agreement.state import AgreementState
from schemas.record import record

KINDS = {
    "files-due": "files are due",
    "release": "figures appear",
    "review": "preliminary figures are open to questions",
    "meeting": "meeting",
}
# What follows from what the hub holds: nobody enters it, nobody removes it.
FOLLOWS = {"published": "figures were published", "agreement-ends": "last day of agreements"}
ENDING = frozenset({AgreementState.ACTIVE, AgreementState.SUSPENDED, AgreementState.EXPIRED})
BACK, AHEAD = timedelta(days=60), timedelta(days=550)


@record
class Day:
    """What is on a day, about a period if any; `entry` is set where somebody entered it."""

    day: date
    kind: str
    title: str
    first_day: date | None = None
    last_day: date | None = None
    entry: str | None = None


@portal.get("/calendar")
@requires("calendar.read")
def calendar() -> str:
    """Show what is entered, and what follows by itself, from two months ago on."""
    with looking("calendar.read") as work:
        today = work.now.date()
        first, last = today - BACK, today + AHEAD
        found = [
            *(_planned(each) for each in calendar_entries.between(work, first, last)),
            *(each for each in _following(work) if first <= each.day <= last),
        ]
    return render_template(
        "coordinator/calendar.html",
        found=sorted(found, key=lambda each: each.day),
        kinds=KINDS,
        words=KINDS | FOLLOWS,
        today=today,
    )


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


def _planned(entry: CalendarEntry) -> Day:
    return Day(
        day=entry.day,
        kind=entry.kind,
        title=entry.title,
        first_day=entry.first_day,
        last_day=entry.last_day,
        entry=entry.id,
    )


def _following(work: Work) -> list[Day]:
    published = [
        Day(
            day=each.published_at.date(),
            kind="published",
            title=each.title,
            first_day=each.first_day,
            last_day=each.last_day,
        )
        for each in releases.every(work, states=PUBLISHED)
        if each.published_at is not None
    ]
    return [*published, *(_ends(work) if signed_in().may("agreement.read") else [])]


def _ends(work: Work) -> list[Day]:
    """The last days of the agreements that the caller sees; those that end together are one."""
    names = participants.names(work)
    ends: defaultdict[date, list[str]] = defaultdict(list)
    for each in facts_of(work, agreements.every(work)):
        if each.state in ENDING:
            whose = names.get(each.contributor)
            title = each.stored.title
            ends[each.terms.expires].append(f"{title}, {whose}" if whose else title)
    return [
        Day(
            day=day,
            kind="agreement-ends",
            title=titles[0] if len(titles) == 1 else f"{len(titles)} agreements",
        )
        for day, titles in ends.items()
    ]
