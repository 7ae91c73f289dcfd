"""The demo from nothing to a published release: the whole walk, on embedded storage."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hub.demo.dirt import with_bad_days
from hub.demo.handing_in import Kitchen, made_ready
from hub.demo.homes import Home, homes
from hub.demo.keys import demo_settings
from hub.demo.network import add_people, agree, enrol_everybody
from hub.demo.plan import YEAR
from hub.demo.region import PERSONS, Region, region
from hub.demo.summary import Tally, summary
from hub.demo.wire import Wire, open_wire
from hub.platform.clock import system_clock
from hub.platform.ids import new_id
from hub.platform.key_files import read_secret
from hub.platform.passwords import Passwords
from hub.services.approve_release import approve_release, publish_release
from hub.services.compute_release import compute_release
from hub.services.house import House, open_house
from hub.services.propose_release import propose_release
from hub.store import users
from hub.store.engine import open_engine
from hub.store.releases import Release
from hub.store.schema import migrate
from schemas.period import Period

DIRTY, RAW, BEARABLE = "evergreen-health", "practice-12", "practice-05"
PERIOD = Period(first=date(YEAR, 1, 1), last=date(YEAR, 12, 31))
Tell = Callable[[str, int, int], None]


class SentTwice(Exception):
    """A file that was sent again became another submission."""


def run_demo(
    state: Path, *, url: str, tell: Tell, persons: int = PERSONS
) -> tuple[House, dict[str, Any]]:
    """Build the region in an empty folder and publish its release; return the house and a summary.

    `tell` is told what is being done, how many steps are done, and how many there are.
    """
    tell("making the synthetic region", 0, 1)
    made = region(persons)
    house = _founded(state, made, url=url)
    kitchen = Kitchen(
        state=state,
        linkage_key=read_secret(state / "keys" / "linkage.key"),
        on=house.clock().date(),
        period=PERIOD,
    )
    tally = Tally()
    everybody = list(homes(made))
    address = urlsplit(url)
    keys = state / "keys" / "machines"
    with open_wire(house, host=str(address.hostname), port=address.port or 80, keys=keys) as wire:
        for number, home in enumerate(everybody):
            tell(f"{home.title} prepares and hands in", number, len(everybody) + 3)
            agree(house, home.name, kind=home.kind, basis=home.basis)
            for document in _handed_in(wire, kitchen, made, home):
                tally.count(document)
    tell("computing and protecting the release", len(everybody), len(everybody) + 3)
    release = _released(house)
    tell("the release is published", len(everybody) + 3, len(everybody) + 3)
    return house, summary(house, release, tally)


def _founded(state: Path, made: Region, *, url: str) -> House:
    settings = demo_settings(state, url=url)
    engine = open_engine(settings.database)
    migrate(engine, system_clock, new_id, application=None)
    engine.dispose()
    house = open_house(settings)
    enrol_everybody(house, made.plans)
    add_people(house, Passwords())
    return house


def _handed_in(
    wire: Wire, kitchen: Kitchen, made: Region, home: Home
) -> Iterator[Mapping[str, Any]]:
    package = made_ready(kitchen, made, home)
    if home.name == RAW:
        yield wire.send(home.name, kitchen.home(home.name) / "person.csv")
    if home.name == DIRTY:
        dirty = package.with_name("dirty.zip")
        yield wire.send(home.name, with_bad_days(package, "claim", "start_day", every=40, to=dirty))
    if home.name == BEARABLE:
        package = with_bad_days(
            package, "encounter", "start_day", every=400, to=package.with_name("bearable.zip")
        )
    taken = wire.send(home.name, package)
    yield taken
    if home.name == DIRTY and wire.send(home.name, package)["id"] != taken["id"]:
        raise SentTwice


def _released(house: House) -> Release:
    proposer, approver = _user(house, "convener"), _user(house, "approver")
    proposed = propose_release(house, by=proposer, title=f"Benchmarks {YEAR}", period=PERIOD)
    preview = compute_release(house, proposed)
    approve_release(
        house, by=approver, release=preview.id, manifest_hash=preview.manifest_hash or ""
    )
    return publish_release(house, by=proposer, release=preview.id)


def _user(house: House, login: str) -> str:
    with house.look() as work:
        found = users.by_login(work, login)
    return found.id if found else ""


def saved_summary(state: Path) -> dict[str, Any] | None:
    """Return the summary of an earlier run in this folder, None where there is none."""
    with suppress(OSError, ValueError):
        return dict(json.loads((state / "summary.json").read_text()))
    return None
