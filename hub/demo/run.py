"""The demo from nothing to a published release: the whole walk, on embedded storage.

It tells of a year in minutes: files are handed in soon after the year of measurement, when claims
still come, and the figures of that day are preliminary; those of today are final.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hub.demo.deliveries import deliver
from hub.demo.disputed import dispute_decided, dispute_waiting
from hub.demo.handing_in import Kitchen
from hub.demo.homes import homes
from hub.demo.keys import demo_settings, keep_further
from hub.demo.network import TERM, Network, add_people, enrol_everybody
from hub.demo.plan import FURTHER, YEAR
from hub.demo.planned_days import plan_year
from hub.demo.publish import published
from hub.demo.region import PERSONS, Region, region
from hub.demo.story import write_dirty_claims, write_opt_outs, write_revocation
from hub.demo.summary import Tally, summary
from hub.demo.truth import truths
from hub.measures.measure import released_measures
from hub.platform.clock import Clock, system_clock
from hub.platform.ids import new_id
from hub.platform.key_files import read_secret
from hub.platform.passwords import Passwords
from hub.services.house import House, open_house
from hub.store.engine import open_engine
from hub.store.schema import migrate
from schemas.period import Period

PERIOD = Period(first=date(YEAR, 1, 1), last=date(YEAR, 12, 31))
# The day of the story on which files are handed in.
HANDED_IN_ON = date(YEAR + 1, 2, 16)
BEFORE = Period(first=date(YEAR - 1, 1, 1), last=date(YEAR - 1, 12, 31))
STEPS_AFTER = 6
Tell = Callable[[str, int, int], None]


def run_demo(
    state: Path,
    *,
    url: str,
    tell: Tell,
    persons: int = PERSONS,
    further: Sequence[str] | None = None,
) -> tuple[House, dict[str, Any]]:
    """Build the region in an empty folder and publish its release; return the house and a summary.

    `tell` is told what is being done, how many steps are done, and how many there are. `further`
    are the measures that are told beside the core; none given means those of the region's size.
    """
    tell("making the synthetic region", 0, 1)
    made = region(persons)
    beside = FURTHER if further is None else tuple(further)
    keep_further(state, beside)
    then = _founded(state, made, url=url)
    everybody = list(homes(made))
    steps = len(everybody) + STEPS_AFTER
    tally = Tally()
    kitchen = Kitchen(
        state=state,
        linkage_key=read_secret(state / "keys" / "linkage.key"),
        on=then.clock().date(),
        period=PERIOD,
    )
    network = Network(house=then, until=system_clock().date() + TERM)
    deliver(
        network,
        kitchen,
        made.crowd,
        everybody,
        tally,
        tell=lambda words, number: tell(words, number, steps),
    )
    _write_stories(kitchen)
    tell("computing and protecting the release of the year before", steps - 6, steps)
    published(then, title=f"Benchmarks {YEAR - 1}", period=BEFORE, truths=())
    tell("computing and protecting the preliminary release", steps - 4, steps)
    published(then, title=f"Benchmarks {YEAR}, preliminary", period=PERIOD, truths=())
    dispute_decided(then, kitchen)
    then.engine.dispose()
    house = open_house(then.settings)
    tell("computing and protecting the final release", steps - 2, steps)
    true = truths(made, told_with(beside))
    release = published(house, title=f"Benchmarks {YEAR}", period=PERIOD, truths=true)
    dispute_waiting(house, kitchen)
    tell("the release is published", steps, steps)
    return house, summary(house, release, tally, true)


def told_with(further: Sequence[str]) -> frozenset[str]:
    """Return the identifiers of all measures that a region tells."""
    return frozenset(each.identifier for each in released_measures(further, terms=()))


def story_clock(today: date) -> Clock:
    """Return a clock that runs as any other, and says that today is the day of the story."""
    behind = max(today - HANDED_IN_ON, timedelta())

    def clock() -> datetime:
        return system_clock() - behind

    return clock


def _founded(state: Path, made: Region, *, url: str) -> House:
    settings = demo_settings(state, url=url)
    engine = open_engine(settings.database)
    clock = story_clock(system_clock().date())
    migrate(engine, clock, new_id, application=None)
    engine.dispose()
    house = open_house(settings, clock=clock)
    enrol_everybody(house, made.plans)
    add_people(house, Passwords())
    plan_year(house, system_clock().date())
    return house


def _write_stories(kitchen: Kitchen) -> None:
    yesterday = system_clock().date() - timedelta(days=1)
    write_dirty_claims(kitchen.package("evergreen-health"), kitchen.state)
    write_revocation(kitchen.package("civic-care"), kitchen.state, on=yesterday)
    write_opt_outs(kitchen.package("evergreen-health"), kitchen.state, on=yesterday)


def saved_summary(state: Path) -> dict[str, Any] | None:
    """Return the summary of an earlier run in this folder, None where there is none."""
    with suppress(OSError, ValueError):
        return dict(json.loads((state / "summary.json").read_text()))
    return None
