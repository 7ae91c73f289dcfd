"""A small network behind the pages: participants, people, files, agreements and a release."""

import io
import json
from datetime import date
from hashlib import sha256

from argon2 import PasswordHasher

from hub.platform.canonical import digest
from hub.platform.passwords import Passwords
from hub.platform.sealed import seal
from hub.publication.release.verify import LINEAGE
from hub.services.agreements.draft_agreement import draft_agreement, renew_agreement
from hub.services.agreements.facts import agreement_of
from hub.services.house import House
from hub.services.participants.invite_user import invite_user
from hub.services.participants.register_client import register_client
from hub.services.privacy.breach_register import report_breach
from hub.services.privacy.patient_wishes import note_wish
from hub.services.privacy.program_register import attest_provider
from hub.services.releases.approve_release import approve_release, publish_release
from hub.services.releases.propose_release import propose_release
from hub.services.submissions.receive_submission import Handover, receive_submission
from hub.services.submissions.take_in_submission import claim_submission, take_in_submission
from hub.store import calendar_entries, participants, releases, reports, users
from hub.store.calendar_entries import CalendarEntry
from hub.store.participants import Participant
from hub.store.users import User
from schemas.period import Period
from tests.builders import report_documents as documents
from tests.builders.houses import agreed, terms
from tests.builders.machines import EC, public

PASSWORD = "a password for tests"
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
SECOND_FACTOR = b"12345678901234567890"

PARTICIPANTS = (
    ("evergreen", "Evergreen Health", "payer", None),
    ("lakeland", "Lakeland Mutual", "payer", None),
    ("practice-small", "Birch Street Practice", "practice", "practice-23"),
    ("practice-large", "Cedar Family Clinic", "practice", "practice-02"),
    ("employers", "Employers' Alliance", "purchaser", None),
)
PEOPLE = {
    "payer": ("evergreen", "Dana", ("payer-engineer", "signatory")),
    "rival": ("lakeland", "Rob", ("payer-engineer",)),
    "practice-small": ("practice-small", "Sam", ("practice-member",)),
    "practice-large": ("practice-large", "Lee", ("practice-member", "signatory")),
    "purchaser": ("employers", "Rae", ("purchaser-member",)),
    "convener": ("hub", "Kim", ("coordinator", "signatory")),
    "approver": ("hub", "Ira", ("approver",)),
    "privacy": ("hub", "Pat", ("privacy-officer",)),
    "measures": ("hub", "Max", ("coordinator",)),
    "operator": ("hub", "Noa", ("operator",)),
    "payer-admin": ("evergreen", "Ada", ("administrator",)),
    "hub-admin": ("hub", "Alex", ("administrator",)),
}
CLAIMS = (
    "claim,person,type,status,start_day,end_day\n"
    + "".join(f"c{n},token{n},professional,paid,2026-01-0{n},2026-01-0{n}\n" for n in range(1, 9))
    + "c9,token9,no-such-type,paid,2026-01-09,2026-01-09\n"
    + "c10,token10,professional,paid,2026-13-45,2026-01-09\n"
)


def populate(house: House) -> dict[str, str]:
    """Fill a house, and return the ids of what was made by name."""
    enrolled(house)
    agreement = agreed(house, "evergreen", tolerance=0.5)
    agreed(house, "lakeland", tolerance=0.5)
    with house.begin() as work:
        draft = draft_agreement(
            work,
            by="convener",
            title="Data use agreement",
            terms=terms(house, "practice-large"),
        )
    accepted = taken_in(house, "evergreen", CLAIMS)
    rivals = taken_in(house, "lakeland", CLAIMS)
    refused = taken_in(house, "evergreen", "no,table,at,all\n1,2,3,4\n")
    return {
        "agreement": agreement.stored.id,
        "draft": draft.stored.id,
        "accepted": accepted,
        "rivals": rivals,
        "refused": refused,
        "release": released(house),
        "entry": _calendar(house),
    }


def enrolled(house: House) -> None:
    """Let the participants join and their people sign in."""
    _join(house)
    _people(house)


def handed_in(house: House, participant: str, content: str) -> str:
    """Hand in a file and return the id of its submission."""
    handover = Handover(key=house.ids(), format=None)
    body = io.BytesIO(content.encode())
    made = receive_submission(
        house, participant=participant, actor="somebody", handover=handover, body=body
    )
    house.clock.forward(seconds=40)
    return made.id


def taken_in(house: House, participant: str, content: str) -> str:
    """Hand in a file, let a worker take it in, and return the id of its submission."""
    submission = handed_in(house, participant, content)
    claimed = claim_submission(house, worker="worker-1")
    take_in_submission(house, claimed)
    return submission


def previewed(house: House, title: str = "Year 2026") -> str:
    """Propose a release and give it reports as the worker would; return its id."""
    period = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
    made = propose_release(house, by=user_of(house, "convener"), title=title, period=period)
    files = [(who, name, json.dumps(found).encode()) for who, name, found in _reports()]
    manifest = {
        "format": "reset-hub-release/1",
        "release": made.id,
        "files": [sha256(content).hexdigest() for _, _, content in files],
        **dict.fromkeys(LINEAGE, "as it was"),
    }
    with house.begin() as work:
        for participant, name, content in files:
            reports.keep(work, made.id, content, participant=participant, name=name)
        releases.move(
            work,
            made.id,
            from_state="frozen",
            to_state="previewed",
            manifest=manifest,
            manifest_hash=digest(manifest),
        )
        work.tell("release-previewed", subject=made.id)
    return made.id


def released(house: House) -> str:
    """Bring a release to its publication and return its id."""
    made = previewed(house)
    approver = user_of(house, "approver")
    with house.look() as work:
        manifest_hash = releases.one(work, made).manifest_hash
    approve_release(house, by=approver, release=made, manifest_hash=manifest_hash)
    publish_release(house, by=approver, release=made)
    return made


def user_of(house: House, login: str) -> str:
    """Return the id of a user."""
    with house.look() as work:
        return users.by_login(work, login).id


def registers(house: House) -> dict[str, str]:
    """Enter a breach, a wish, an attestation, a machine, an invitation and a renewal."""
    today, by = house.clock().date(), user_of(house, "privacy")
    with house.begin() as work:
        agreement = agreement_of(work, "lakeland")
        renew_agreement(
            work, by=by, agreement=agreement.stored.id, expires=date(today.year + 2, 1, 1)
        )
        breach = report_breach(
            work,
            participant="lakeland",
            kind="misdirected",
            discovered_on=today,
            persons=620,
            by=by,
        )
        attest_provider(
            work,
            participant="practice-large",
            provider="practice-02",
            standing="no-program",
            since=today,
            until=None,
            by=by,
        )
        client = register_client(
            work, by=by, participant="evergreen", name="Claims export", jwk=public(EC)
        )
    note_wish(house, participant="evergreen", token="token1", kind="restriction", day=today, by=by)
    note_wish(house, participant="evergreen", token="token2", kind="opt-out", day=today, by=by)
    made = invite_user(
        house,
        within="evergreen",
        participant="evergreen",
        login="uma",
        name="Uma",
        roles_given=("payer-engineer",),
        by=by,
    )
    return {
        "breach": breach.id,
        "client": client.id,
        "user": made.user.id,
        "invitation": made.secret,
    }


def _reports():
    practices = [
        "Cedar Family Clinic",
        "Birch Street Practice",
        "Harbor Medical Group and Partners",
    ]
    everyone = [*practices[:2], "Oak Street", "Elm Street", "Ash Street", practices[2]]
    lines = ["commercial", "Medicaid", "Medicare Advantage"]
    practice = [documents.measure(), documents.remission(), documents.visits()]
    payer = [
        documents.by_places("CMS2", practices, by="practice"),
        documents.remission(),
        documents.visits(line=documents.line(42, 1000)),
    ]
    region = [
        documents.by_places("CMS2", lines, by="line_of_business", standing=None),
        documents.remission() | {"standing": None},
    ]
    small = [documents.small(), documents.remission(), documents.visits()]
    about = documents.document
    yield "practice-large", "report.json", about(practice)
    yield (
        "practice-small",
        "report.json",
        about(small, participant="practice-small", title="Birch Street Practice"),
    )
    yield (
        "evergreen",
        "report.json",
        about(payer, kind="payer", participant="evergreen", title="Evergreen Health"),
    )
    yield None, "report.json", about(region, kind="region", participant=None, title="The region")
    yield (
        "employers",
        "report.json",
        about(region, kind="purchaser", participant="employers", title="Employers' Alliance"),
    )
    yield (
        "hub",
        "report.json",
        about(
            [
                documents.by_places("CMS2", everyone, by="practice"),
                documents.remission(trend=documents.earlier([0.10, 0.11] * 6)),
            ],
            kind="coordinator",
            participant="hub",
            title="The region and its practices",
        ),
    )
    yield "hub", "attack.json", documents.ATTACK
    yield "hub", "truth.json", documents.TRUTH


def _join(house: House) -> None:
    with house.begin() as work:
        for name, title, kind, practice in PARTICIPANTS:
            participants.add(
                work,
                Participant(
                    id=name,
                    name=title,
                    kind=kind,
                    capacity="covered-entity",
                    joined_at=work.now,
                    practice=practice,
                ),
            )
        work.tell("network-enrolled", number=len(PARTICIPANTS))


def _people(house: House) -> None:
    hashed = CHEAP.hashed(PASSWORD)
    with house.begin() as work:
        for login, (participant, name, roles) in PEOPLE.items():
            name_of_user = work.new_id()
            factor = seal(house.secrets_key, SECOND_FACTOR, belongs_to=name_of_user)
            user = User(
                id=name_of_user,
                participant=participant,
                login=login,
                name=name,
                added_at=work.now,
                password=hashed,
                second_factor=factor if login == "approver" else None,
            )
            users.add(work, user, roles=roles)
        work.tell("people-added", number=len(PEOPLE))


def _calendar(house: House) -> str:
    with house.begin() as work:
        entry = CalendarEntry(
            id=work.new_id(),
            kind="files-due",
            title="Claims of the second quarter",
            day=date(2026, 7, 31),
            first_day=date(2026, 4, 1),
            last_day=date(2026, 6, 30),
        )
        calendar_entries.add(work, entry)
        work.tell("calendar-entry-added", subject=entry.id)
    return entry.id
