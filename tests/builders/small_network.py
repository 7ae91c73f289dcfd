"""A payer, five practices and their files: enough for a release with cells, in a second."""

import io
import shutil
import zipfile
from dataclasses import fields
from datetime import date
from pathlib import Path

from hub.demo.keys import demo_settings
from hub.measures.value_sets import DEFAULT
from hub.platform.ids import new_id
from hub.services.house import HUB, open_house
from hub.services.privacy.patient_wishes import note_wish
from hub.services.releases.propose_release import propose_release
from hub.services.submissions.receive_submission import Handover, receive_submission
from hub.store import participants
from hub.store.participants import Participant
from schemas.period import Period
from tests.builders.houses import agreed, enrol
from tests.builders.mortal_workers import running_clock, settings_in

PAYER, PRACTICES = "payer-a", tuple(f"practice-{n}" for n in range(1, 6))
PERSONS = 240
PERIOD = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))


def package(*, persons=PERSONS, faulty=0, integrated=0, self_funded=0, at_home=()):
    """Return a zip of a payer's tables; the first `faulty` claims have a day that is none.

    The first `integrated` persons have a service of general integration, the others an emergency;
    the first `self_funded` are members of the plan of sponsor-1. `at_home` are lines of what was
    left out at home.
    """
    tables = {
        "person": ["person,birth_day,sex"],
        "coverage": [
            "coverage,person,payer,line_of_business,start_day,end_day,funding,plan_sponsor"
        ],
        "attribution": ["person,practice,method,start_day,end_day"],
        "claim": ["claim,person,type,status,start_day,end_day,bill_type,principal_diagnosis"],
        "claim_line": ["claim,line,person,start_day,end_day,procedure,revenue,place_of_service"],
    }
    if at_home:
        tables["withheld_at_home"] = ["records_of,reason,records,people", *at_home]
    for n in range(persons):
        practice = PRACTICES[n % len(PRACTICES)]
        day = "2025-13-45" if n < faulty else f"2025-0{n % 9 + 1}-1{n % 7}"
        code = "F32.9" if n % 3 else "I10"
        service = "99484,,11" if n < integrated else "99283,0450,23"
        tables["person"].append(f"t{n},19{40 + n % 60}-05-17,{'female' if n % 2 else 'male'}")
        plan = "self-funded,sponsor-1" if n < self_funded else "insured,"
        tables["coverage"].append(f"v{n},t{n},{PAYER},commercial,2024-01-01,2025-12-31,{plan}")
        tables["attribution"].append(f"t{n},{practice},roster,2024-01-01,2025-12-31")
        tables["claim"].append(f"c{n},t{n},institutional,paid,{day},{day},131,{code}")
        tables["claim_line"].append(f"c{n},1,t{n},{day},{day},{service}")
    return zipped(tables)


def zipped(tables):
    """Return a zip of CSV files, of lines by table."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, lines in tables.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), "\n".join(lines) + "\n")
    return kept.getvalue()


def founded(settings, **terms):
    """Found a network on an empty database, and return its house and agreement."""
    made = open_house(settings_in(settings), clock=running_clock(), value_set_folders=DEFAULT)
    enrol(made, HUB, kind="convener", capacity="none")
    enrol(made, PAYER)
    with made.begin() as work:
        for name in PRACTICES:
            participants.add(
                work,
                Participant(
                    id=name,
                    name=name.title(),
                    kind="practice",
                    capacity="covered-entity",
                    joined_at=work.now,
                    practice=name,
                ),
            )
        work.tell("network-enrolled", number=len(PRACTICES))
    return made, agreed(made, PAYER, effective=date(2024, 1, 1), **terms)


def handed_in(made, content, **words):
    """Hand in a file and return its submission."""
    handover = Handover(key=new_id(), **words)
    return receive_submission(
        made, participant=PAYER, actor="somebody", handover=handover, body=io.BytesIO(content)
    )


def opt_out(made, tokens):
    """Note that these persons of the payer opted out."""
    for token in tokens:
        note_wish(
            made,
            participant=PAYER,
            token=token,
            kind="opt-out",
            day=date(2025, 6, 1),
            by="somebody",
        )


def proposed(made):
    """Propose a release of what is accepted."""
    return propose_release(made, by="proposer", title="Year 2025", period=PERIOD)


def words_of(state, **changed):
    """Return the settings of a house in a folder as JSON holds them, with new keys."""
    settings = demo_settings(state, url="http://hub.test")
    told = {each.name: getattr(settings, each.name) for each in fields(settings)}
    needed = {name: str(value) for name, value in told.items() if isinstance(value, Path)}
    return needed | {"url": settings.url} | changed


def moved(words, state):
    """Copy a house to another folder, and return its settings there; its database is its own."""
    shutil.copytree(words["state"], state)
    return {name: value.replace(words["state"], str(state)) for name, value in words.items()}
