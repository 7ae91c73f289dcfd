"""A small network with ten times as many rows of everything that registers of pages list."""

from datetime import date, timedelta
from types import SimpleNamespace

from hub.services.agreements.draft_agreement import draft_agreement
from hub.services.participants.register_client import register_client
from hub.services.privacy.breach_register import report_breach
from hub.services.privacy.patient_wishes import note_wish
from hub.services.privacy.program_register import attest_provider
from hub.store import calendar_entries, participants, reports, users
from hub.store.calendar_entries import CalendarEntry
from hub.store.participants import Participant
from hub.store.users import User
from tests.builders.houses import agreed, terms
from tests.builders.machines import EC, public
from tests.builders.portal import CLAIMS, handed_in, previewed, released, user_of


def grow(house, made, *, by):
    """Let `by` more practices join, and enter what comes with each of them."""
    staff = user_of(house, "privacy")
    for number in range(by):
        name = f"grown-{number}"
        _join(house, name, number)
        agreed(house, name, tolerance=0.5)
        for participant in (name, "evergreen"):
            handed_in(house, participant, CLAIMS)
        note_wish(
            house,
            participant=name,
            token=f"token-{number}",
            kind="opt-out",
            day=house.clock().date(),
            by=staff,
        )
        with house.begin() as work:
            _enter(work, house, SimpleNamespace(name=name, number=number, staff=staff))
            whole = reports.of_release(work, made["release"])[0]
            content = reports.one(work, whole.id).content
            reports.keep(work, made["release"], content, participant=name, name="report.json")
            work.tell("report-kept", subject=made["release"])
    for _ in range(2):
        previewed(house)
        released(house)


def _join(house, name, number):
    with house.begin() as work:
        participants.add(
            work,
            Participant(
                id=name,
                name=f"Practice {number}",
                kind="practice",
                capacity="covered-entity",
                joined_at=work.now,
                practice=f"practice-{number + 500}",
            ),
        )
        for participant in (name, "evergreen"):
            user = User(
                id=work.new_id(),
                participant=participant,
                login=f"{participant}-{number}",
                name=f"Person {number}",
                added_at=work.now,
                password="",
            )
            users.add(work, user, roles=("practice-member", "signatory"))
        work.tell("people-added", number=1)


def _enter(work, house, one):
    today = house.clock().date()
    draft_agreement(work, by=one.staff, title="Another one", terms=terms(house, one.name))
    if one.number % 3 == 0:
        report_breach(
            work,
            participant=one.name,
            kind="misdirected",
            discovered_on=today,
            persons=2,
            by=one.staff,
        )
    attest_provider(
        work,
        participant=one.name,
        provider=f"practice-{one.number + 500}",
        standing="no-program",
        since=today,
        until=None,
        by=one.staff,
    )
    for participant in (one.name, "evergreen"):
        register_client(work, by=one.staff, participant=participant, name="Export", jwk=public(EC))
    entry = CalendarEntry(
        id=work.new_id(),
        kind="files-due",
        title=f"Claims {one.number}",
        day=today + timedelta(days=one.number),
        first_day=date(2026, 4, 1),
        last_day=date(2026, 6, 30),
    )
    calendar_entries.add(work, entry)
    work.tell("calendar-entry-added", subject=entry.id)
