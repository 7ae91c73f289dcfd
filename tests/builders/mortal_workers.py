"""Workers that can be killed: real ones, forked from a warm process, on a house of their own.

`python -m tests.builders.mortal_workers` is that process. It has imported everything and started no
thread, so that a fork is sound and costs little. A line of JSON asks it for a worker; it answers
with the number of the process, and then with how that ended.
"""

import gc
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Event

from hub.config import Settings, environment
from hub.platform.clock import system_clock
from tests.builders.times import PATIENCE, START
from tests.places import PROJECT

MEASURES = ("HUB-BHED",)
UPDATES = ("UPDATE submissions SET state", "UPDATE releases SET state")


# No threads before the fork: of what a library has begun, a child has only half.
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class WarmProcess:
    """The process that workers are forked from, one after the other."""

    def __enter__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=PROJECT,
            env=dict(environment()) | ALONE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()

    def start(self, settings, *, later=0.0, fatal=None):
        """Fork a worker and return its process id; `fatal` is (state, "before" or "after").

        Its clock shows `later` seconds after the start of the tests.
        """
        told = {"settings": settings, "later": later, "fatal": fatal}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def ended(self):
        """Wait for the worker; return its exit status, negative for the signal, and CPU seconds."""
        status, seconds = self._process.stdout.readline().split()
        return int(status), float(seconds)


def kill_after(worker, seconds):
    """Kill a worker when it has used so much of a processor, however busy the machine is."""
    while (spent := _spent(worker)) is not None and spent < seconds:
        time.sleep(0.002)
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)


def _spent(process):
    """Return the CPU seconds of a process in all its threads; None where it has ended."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if told[0] == "Z" else (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def settings_in(words):
    """Return the settings that words of JSON tell."""
    paths = {name for name in words if name == "state" or name.endswith("_file")}
    return Settings(
        **{name: Path(value) if name in paths else value for name, value in words.items()}
    )


def make_cheap():
    """Let a house open without the quarter of a second that a password is to cost."""
    from argon2 import PasswordHasher

    from hub.platform.passwords import Passwords
    from hub.services import house

    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    house.Passwords = lambda: cheap


def running_clock(later=0.0):
    """Return a clock that runs, and that shows some seconds after the start of the tests now."""
    begun = system_clock()
    return lambda: START + timedelta(seconds=later) + (system_clock() - begun)


def _serve():
    # What a worker would import at its first use, it inherits: pandas is asked for by PyArrow.
    import sqlite3  # noqa: F401

    import pandas as pd  # noqa: F401

    import hub.jobs.worker  # noqa: F401
    from hub.intake import keys, rows
    from hub.measures.measure import measures
    from hub.services.releases import compute_release
    from hub.services.releases.count_snapshot import columns_needed

    make_cheap()
    # Small files, and yet many chunks; one measure, and yet a release.
    rows.CHUNK = keys.TOGETHER = 64
    chosen = tuple(each for each in measures() if each.identifier in MEASURES)
    compute_release.released_measures = lambda *_, **__: chosen
    # What a worker would parse, it inherits.
    columns_needed(chosen)
    # What is here stays: the collector of a child need not walk, and so copy, all of it.
    gc.freeze()
    for line in sys.stdin:
        assert _threads_of_polars() == [], "a module computes with Polars as it is imported"
        child = os.fork()
        if child == 0:
            _work(json.loads(line))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status, used = os.wait4(child, 0)
        seconds = used.ru_utime + used.ru_stime
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} {seconds}\n")
        sys.stdout.flush()


def _threads_of_polars():
    """Name them: a fork has none of them, and waits forever for what they should compute."""
    names = [each.read_text().strip() for each in Path("/proc/self/task").glob("*/comm")]
    return [name for name in names if re.fullmatch(r"polars-\d+", name)]


def _work(told):
    from hub.jobs.worker import work_until_stopped
    from hub.services.house import open_house

    house = open_house(settings_in(told["settings"]), clock=running_clock(told["later"]))
    if told["fatal"]:
        _die_at(house.engine, *told["fatal"])
    work_until_stopped(house, name=f"worker-{os.getpid()}", stop=_WhenIdle())
    os._exit(0)


class _WhenIdle(Event):
    """Stops a worker as soon as it would wait."""

    def wait(self, timeout=None):
        self.set()
        return True


def _die_at(engine, state, when):
    """Let this process be killed just before, or just after, a state is committed."""
    from sqlalchemy import event

    coming = []

    def executed(_connection, _cursor, statement, parameters, *_):
        values = parameters.values() if isinstance(parameters, dict) else parameters
        if statement.startswith(UPDATES) and state in values:
            coming.append(statement)

    def committing(_connection):
        if coming and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)

    def returned(*_):
        if coming:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "after_cursor_execute", executed)
    event.listen(engine, "commit", committing)
    event.listen(engine.pool, "checkin", returned)


if __name__ == "__main__":
    _serve()
