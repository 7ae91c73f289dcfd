"""Of all processes that keep time one leads; when it ends, however it ends, another takes over."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from queue import Queue
from threading import Event

import pytest

from hub.jobs.schedule import keep_time, run_task
from hub.jobs.tasks import TASKS, Task
from hub.jobs.worker import work_once
from hub.services.releases.propose_release import propose_release
from hub.store import job_runs, releases
from hub.store.engine import open_engine
from hub.store.job_runs import JOB_RUNS
from hub.store.leadership import leadership
from schemas.period import Period
from tests.builders.houses import agreed
from tests.builders.postgresql import SUPERUSER
from tests.builders.small_network import handed_in
from tests.builders.times import PATIENCE
from tests.builders.uploads import claims
from tests.places import PROJECT

OFTEN = timedelta(milliseconds=100)


@pytest.fixture
def other_engine(database):
    """A second process's engine on the same database."""
    made = open_engine(database)
    yield made
    made.dispose()


def test_one_leads_and_the_next_takes_over_when_it_ends(engine, other_engine):
    with leadership(engine) as first:
        assert first()
        with leadership(other_engine) as second:
            assert second is None
    with leadership(other_engine) as second:
        assert second()
        with leadership(engine) as first:
            assert first is None


@pytest.mark.postgresql
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_loses_its_connection_leads_no_longer(engine, other_engine, postgresql_server):
    """The database took the lock away with the session, whatever the process believes."""
    with leadership(engine) as first:
        assert first()
        name = engine.url.database
        postgresql_server.command(
            "postgres",
            "select pg_terminate_backend(pid) from pg_stat_activity"
            f" where datname = '{name}' and usename <> '{SUPERUSER}'",
        )

        assert not first()
        with leadership(other_engine) as second:
            assert second()
            assert not first()


def test_the_second_process_waits_and_then_runs_the_tasks(home, other_engine):
    """Each has a house and an engine of its own, as two processes have."""
    from dataclasses import replace

    ran = Queue()
    with _keeping_time(home, ran, "first") as first:
        assert ran.get(timeout=PATIENCE) == "first"
        with _keeping_time(replace(home, engine=other_engine), ran, "second") as second:
            assert [ran.get(timeout=PATIENCE) for _ in range(2)] == ["first", "first"]
            first.set()
            _drained(ran, until="second")
            second.set()


@pytest.mark.slow
def test_a_process_that_is_killed_is_followed_by_another(home, database, tmp_path):
    """Nothing has to be cleared away after a SIGKILL: the lock goes with the process."""
    with subprocess.Popen(
        [sys.executable, "-c", LEADER, database], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as leader:
        assert leader.stdout.readline() == "leads\n"
        ran = Queue()
        with _keeping_time(home, ran, "follower") as stop, leadership(home.engine) as here:
            assert here is None
            assert ran.empty()
            os.kill(leader.pid, signal.SIGKILL)
            _drained(ran, until="follower")
            stop.set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_task_is_run_however_late_the_machine_wakes_up(home):
    """The next time is an hour away: what was missed by a busy machine does not wait for it."""
    ran = Queue()
    late = {"every": timedelta(hours=1), "now": _now() - timedelta(minutes=1)}
    with _keeping_time(home, ran, "late", **late):
        assert ran.get(timeout=PATIENCE) == "late"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_start_that_was_noted_ahead_of_time_holds_nothing_up(home):
    """The clock was right again when the process started."""
    with home.begin() as work:
        job_runs.note_start(work, "tick")
        work.keep(JOB_RUNS, JOB_RUNS.c.job == "tick", started_at=_now() + timedelta(days=900))
        work.tell("job-started", job="tick")
    ran = Queue()
    with _keeping_time(home, ran, "again"):
        assert ran.get(timeout=PATIENCE) == "again"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_clock_that_is_set_back_holds_nothing_up(home):
    ran = Queue()
    with _keeping_time(home, ran, "hourly", every=timedelta(hours=1)):
        assert ran.get(timeout=PATIENCE) == "hourly"
        home.clock.forward(hours=-2)
        assert ran.get(timeout=PATIENCE) == "hourly"


LEADER = """
import sys
from threading import Event
from hub.store.engine import open_engine
from hub.store.job_runs import JOB_RUNS
from hub.store.leadership import leadership
with leadership(open_engine(sys.argv[1])) as holds:
    print("leads" if holds and holds() else "follows", flush=True)
    Event().wait()
"""


def test_a_task_that_fails_is_noted_and_does_not_end_the_clock(home):
    def fail(_house):
        raise OSError

    failing = Task(name="fails", every=OFTEN, run=fail)

    assert not run_task(home, failing)
    assert not run_task(home, failing)
    with home.look() as work:
        assert job_runs.one(work, "fails").failures == 2


def test_what_must_not_be_forgotten_is_done_by_the_clock():
    often = {each.name: each.every for each in TASKS}

    assert len(often) == len(TASKS)
    assert often["seal-ledger"] <= timedelta(minutes=1)
    assert often["certify-destructions"] <= timedelta(hours=1)
    assert often["sweep-vault"] <= timedelta(hours=1)
    assert often["tell-of-ends"] <= timedelta(hours=12)


def test_the_clock_never_computes_a_release(home):
    """A release is computed because a person proposed it, by a worker."""
    agreed(home, "payer-a", tolerance=0.5)
    handed_in(home, claims(4))
    work_once(home, name="worker-1")
    period = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
    frozen = propose_release(home, by="proposer", title="Year 2026", period=period)
    for _ in range(3):
        assert [each.name for each in TASKS if not run_task(home, each)] == []
        home.clock.forward(days=200)
    with home.look() as work:
        assert [each.state for each in releases.every(work)] == ["frozen"]
        assert releases.one(work, frozen.id).attempts == 0


@contextmanager
def _keeping_time(home, ran, name, *, every=OFTEN, now=None):
    stop = Event()
    task = Task(name="tick", every=every, run=lambda _: ran.put(name))
    home.clock.now = now or _now()
    with ThreadPoolExecutor(1) as thread:
        kept = thread.submit(keep_time, home, stop, tasks=[task], look=0.05)
        try:
            yield stop
        finally:
            stop.set()
            kept.result(PATIENCE)


def _drained(ran, *, until):
    """Take what ran until a name comes, which must come; names of the other are passed over."""
    while ran.get(timeout=PATIENCE) != until:
        pass


def _now():
    from hub.platform.clock import system_clock

    return system_clock()
