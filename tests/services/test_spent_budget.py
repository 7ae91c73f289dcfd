"""What noise has cost is entered apart from the database, and a restored backup forgets nothing."""

import json
from datetime import date

import pytest
from sqlalchemy import update

from hub.services.public.spent_budget import NAME, Forged, enter_spent, settle_spent
from hub.store import noisy_releases, releases, snapshots
from hub.store.noisy_releases import PRIVACY_BUDGETS, NoisyRelease
from hub.store.releases import Release
from hub.store.snapshots import Snapshot
from tests.builders.times import START


@pytest.fixture
def spend(home):
    """Spend for a release, as one piece of work."""
    with home.begin() as work:
        snapshots.add(work, Snapshot(id="s1", hash="0" * 64, taken_at=START, taken_by="u1"), ())
        work.tell("snapshot-taken", actor="u1", subject="s1")

    def run(name, *, epsilon=1000, years=(2026, 2026), entered=True, breaks=False):
        first, last = date(years[0], 1, 1), date(years[1], 12, 31)
        with home.begin() as work:
            made = Release(
                id=name, title=name, first_day=first, last_day=last, state="published",
                version=1, snapshot="s1", proposed_by="u1", proposed_at=START,
            )  # fmt: skip
            releases.add(work, made)
            for year in range(years[0], years[1] + 1):
                assert noisy_releases.spend(work, year=year, epsilon=epsilon, limit=4000)
            noisy_releases.add(
                work,
                NoisyRelease(
                    release=name, first_year=years[0], last_year=years[1], mechanism="m",
                    epsilon=epsilon, contribution=1, document={}, made_at=START, mark=name * 32,
                ),
            )  # fmt: skip
            work.tell("noise-drawn", subject=name)
            if entered:
                enter_spent(home, work, name)
            if breaks:
                raise Broken

    return run


class Broken(Exception):
    """Something fails after the spending was entered, before it is committed."""


def spent(home, year=2026):
    with home.look() as work:
        return noisy_releases.spent(work, year)


def restore(home):
    """Let the database forget what was spent, as a backup of before would."""
    with home.engine.begin() as connection:
        connection.execute(update(PRIVACY_BUDGETS).values(spent=0))


def lines(home):
    return (home.settings.state / NAME).read_text().splitlines()


def test_a_restored_database_spends_nothing_twice(home, spend):
    spend("r1")
    spend("r2", epsilon=500, years=(2025, 2026))
    restore(home)

    assert spent(home) == 0

    assert settle_spent(home) == 2
    assert (spent(home), spent(home, 2025)) == (1500, 500)
    # Starting again changes nothing.
    assert settle_spent(home) == 0
    assert len(lines(home)) == 3


def test_what_is_spent_is_never_lowered(home, spend):
    spend("r1")
    (home.settings.state / NAME).unlink()

    assert settle_spent(home) == 0
    assert spent(home) == 1000


def test_what_a_hub_spent_before_there_was_a_register_is_entered_when_it_starts(home, spend):
    spend("r1", entered=False)
    settle_spent(home)
    restore(home)

    assert settle_spent(home) == 1
    assert spent(home) == 1000


def test_a_spending_that_was_entered_and_not_committed_costs_its_year(home, spend):
    with pytest.raises(Broken):
        spend("r1", breaks=True)

    assert spent(home) == 0

    settle_spent(home)

    assert spent(home) == 1000


FORGED = {
    "a lower price": lambda line: line | {"epsilon": 1},
    "another release": lambda line: line | {"release": "r9"},
    "another year": lambda line: line | {"year": 2024},
    "a key that nobody knows": lambda line: line | {"key": "0" * 16},
    "no signature": lambda line: {name: line[name] for name in ("release", "year", "epsilon")},
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_register_that_was_changed_stops_the_hub(home, spend, change):
    spend("r1")
    path = home.settings.state / NAME
    path.write_text(json.dumps(change(json.loads(lines(home)[0]))) + "\n")

    with pytest.raises(Forged):
        settle_spent(home)


def test_a_line_torn_by_a_crash_is_passed_over(home, spend):
    spend("r1")
    path = home.settings.state / NAME
    path.write_text(path.read_text() + lines(home)[0][:20])

    assert settle_spent(home) == 0

    spend("r2", epsilon=500)
    restore(home)
    settle_spent(home)

    assert spent(home) == 1500
