"""A worker that is killed anywhere, and another one after it, end as one that nobody disturbed.

The workers are real ones on real houses. What they come to is compared whole: states, receipts,
rows, faults, events, disclosures, keys, files, and every cell of a release.
"""

import shutil
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import numpy as np
import pytest
from sqlalchemy import make_url

from hub.jobs.worker import work_once
from hub.platform.ids import new_id
from hub.services.house import open_house
from hub.services.retention.sweep_vault import sweep_vault
from hub.store.engine import open_engine
from hub.store.ledger import verify
from hub.store.schema import migrate
from hub.store.seals import seal
from hub.vault.places import INBOX, STAGING
from policies.lifecycle.submission import STEPS
from tests.builders.mortal_workers import (
    WarmProcess,
    kill_after,
    make_cheap,
    running_clock,
    settings_in,
)
from tests.builders.outcomes import told_of
from tests.builders.postgresql import APPLICATION, OWNER, TEMPLATE
from tests.builders.small_network import founded, handed_in, moved, package, proposed, words_of

pytestmark = pytest.mark.slow
# Longer than any lease: what a dead worker held is free.
LATER = 900.0
YEARS = 30 * 366 * 86400.0
SQLITE, POSTGRESQL = "sqlite", "postgresql"
# What waits in a house, and the states that a worker brings it to.
REACHED = {
    "a file that replaces another": (*STEPS, "accepted"),
    "a file that is refused, and a trial": ("refused", "tried"),
    "a release": ("computing", "protecting", "previewed"),
}
ENDS = ("accepted", "refused", "tried", "previewed")
TRANSITIONS = [
    (waiting, state, when)
    for waiting, states in REACHED.items()
    for state in states
    for when in (("before", "after") if state in ENDS else ("after",))
]
# Fifty: more where more is written, and where a worker that follows costs less.
INSTANTS = {"a file that replaces another": 35, "a release": 15}
# A copy of a database costs more there: where the database alone decides, and a few instants.
ON_POSTGRESQL = (*ENDS, "storing", "receipting", "computing")
INSTANTS_AGAIN = 3


@pytest.fixture(scope="module")
def stages(request, tmp_path_factory):
    return _Stages(request, tmp_path_factory.mktemp("stages"))


@pytest.fixture(scope="module")
def workers():
    with WarmProcess() as one, WarmProcess() as other:
        yield _Workers([one, other])


@pytest.mark.parametrize("fatal", TRANSITIONS, ids=" ".join)
def test_a_worker_killed_at_a_transition_changes_nothing(stages, workers, fatal):
    _assert_killed_at(stages.of(SQLITE, fatal[0], workers), workers, fatal)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "fatal", [each for each in TRANSITIONS if each[1] in ON_POSTGRESQL], ids=" ".join
)
def test_on_postgresql_it_changes_nothing_either(stages, workers, fatal):
    _assert_killed_at(stages.of(POSTGRESQL, fatal[0], workers), workers, fatal)


@pytest.mark.parametrize(("waiting", "number"), INSTANTS.items(), ids=INSTANTS)
def test_a_worker_killed_at_fifty_instants_changes_nothing(stages, workers, waiting, number):
    _assert_killed_at_instants(stages.of(SQLITE, waiting, workers), workers, number)


@pytest.mark.postgresql
def test_on_postgresql_no_instant_changes_anything_either(stages, workers):
    stage = stages.of(POSTGRESQL, "a file that replaces another", workers)
    _assert_killed_at_instants(stage, workers, INSTANTS_AGAIN)


def test_who_is_not_disturbed_ends_as_he_should(stages, workers):
    """What the others are compared with: were it empty, they would prove nothing."""
    replacing, refused, computed = (
        stages.of(SQLITE, waiting, workers).undisturbed for waiting in REACHED
    )
    rows = {n for each in replacing["rows"].values() for n, _ in each.values()}

    assert _states(replacing) == {"accepted": 1, "replaced": 1}
    assert _states(refused) == {"refused": 1, "tried": 1}
    assert _states(computed) == {"accepted": 1}
    for told in (replacing, refused, computed):
        assert set(told["ends"].values()) == {1}
        assert told["files"][STAGING] == told["files"][INBOX] == {}
    assert rows == {149, 150}
    assert computed["release"]["state"] == "previewed"
    assert sum('"numerator"' in each for each in computed["release"]["files"].values()) > 3


def _assert_killed_at(stage, workers, fatal):
    found = workers.killed(stage, fatal=fatal[1:])

    assert found.died
    assert found.words == stage.undisturbed


def _assert_killed_at_instants(stage, workers, number):
    """Instants drawn by lot, one in each stretch of the run, on two processors at once."""
    draw = np.random.default_rng(20261126)
    instants = (np.arange(number) + draw.random(number)) / number * stage.seconds
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda at: workers.killed(stage, at=float(at)), instants))
    others = [each.words for each in found if each.words != stage.undisturbed]

    # The last one may come too late.
    assert sum(each.died for each in found) > number / 2
    assert others == []


def _states(told):
    return Counter(each["state"] for each in told["submissions"].values())


class _Found:
    """What came of a house, and whether its first worker was killed."""

    def __init__(self, words, *, died):
        self.words, self.died = words, died


class _Workers:
    """Two warm processes, each for one thread of the tests at a time."""

    def __init__(self, free):
        self.free = free

    def undisturbed(self, stage):
        """Let a worker work to its end, and tell how many CPU seconds it took."""
        words, warm = stage.copied(), self.free[0]
        warm.start(words)
        status, seconds = warm.ended()

        assert status == 0
        told = stage.told(words)
        stage.drop(words)
        return told, seconds

    def killed(self, stage, *, fatal=None, at=None):
        """Kill a worker at a transition or after some CPU seconds, and let another one follow."""
        warm = self.free.pop()
        words = stage.copied()
        try:
            worker = warm.start(words, fatal=fatal)
            if at is not None:
                kill_after(worker, at)
            status, _ = warm.ended()
            warm.start(words, later=LATER)

            assert warm.ended()[0] == 0
            return _Found(stage.told(words), died=status == -signal.SIGKILL)
        finally:
            self.free.append(warm)
            stage.drop(words)


class _Stages:
    """The houses in which something waits, each prepared when it is first asked for."""

    def __init__(self, request, folder):
        self._request, self._folder, self._made = request, folder, {}
        make_cheap()

    def of(self, database, waiting, workers):
        if (database, waiting) not in self._made:
            server = None
            if database == POSTGRESQL:
                self._request.getfixturevalue("postgresql_template")
                server = self._request.getfixturevalue("postgresql_server")
            folder = self._folder / f"{database}-{len(self._made)}"
            self._made[database, waiting] = _Stage(folder, waiting, workers, server=server)
        return self._made[database, waiting]


class _Stage:
    """A house in which something waits, to be copied for each worker that dies."""

    def __init__(self, folder, waiting, workers, *, server):
        self._folder, self._server, self._numbers = folder, server, count(1)
        self._prepared = f"prepared_{folder.name[-1]}"
        self._words = words_of(folder / "prepared", **self._database(self._prepared, TEMPLATE))
        if server is None:
            engine = open_engine(settings_in(self._words).database)
            migrate(engine, running_clock(), new_id, application=None)
            engine.dispose()
        self.release = self._prepare(waiting)
        self.undisturbed, self.seconds = workers.undisturbed(self)

    def copied(self):
        number = next(self._numbers)
        copy = moved(self._words, self._folder / f"copy-{number}")
        return copy | self._database(f"copy_{self._folder.name[-1]}_{number}", self._prepared)

    def drop(self, words):
        shutil.rmtree(words["state"])
        if self._server is not None:
            name = make_url(words["database_url"]).database
            self._server.command("postgres", f"drop database {name} with (force)")

    def told(self, words):
        """Return all that came of a house, once it was swept and its ledger was sealed."""
        house = open_house(settings_in(words), clock=running_clock(YEARS))
        try:
            sweep_vault(house)
            seal(house.engine, house.clock, house.ledger_signer)
            verifier = house.ledger_signer.verifier
            found = verify(house.engine, {verifier.key_id: verifier})

            assert found.faults == ()
            return told_of(house, self.release)
        finally:
            house.engine.dispose()

    def _prepare(self, waiting):
        house, _ = founded(self._words)
        release = None
        if waiting == "a release":
            handed_in(house, package())

            assert work_once(house, name="worker-0")
            release = proposed(house).id
        elif waiting == "a file that replaces another":
            first = handed_in(house, package(persons=20))

            assert work_once(house, name="worker-0")
            handed_in(house, package(persons=150, faulty=1), replaces=first.id)
        else:
            handed_in(house, package(persons=20), dry_run=True)
            handed_in(house, package(persons=20, faulty=9))
        house.engine.dispose()
        return release

    def _database(self, name, template):
        if self._server is None:
            return {}
        made = f"create database {name} template {template} owner {OWNER}"
        self._server.command("postgres", made)
        return {"database_url": self._server.url(name, role=APPLICATION)}
