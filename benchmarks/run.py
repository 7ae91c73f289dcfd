"""Time one function in a process of its own: CPU seconds, wall seconds, and peak memory."""

import json
import resource
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

from hub.config import settle_libraries
from schemas.record import record

PROJECT = Path(__file__).resolve().parent.parent
MEGABYTE = 1_000_000


@record
class Run:
    """What a run cost: seconds, megabytes (1e6 bytes) at the peak, and what the function gave."""

    cpu: float
    wall: float
    peak: float
    answer: object


def measured(function: str, *arguments: object) -> Run:
    """Run `module:function` with JSON arguments in a fresh process and return what it cost.

    CPU is that of the call, its threads and its children; the peak is that of the process, its
    imports included. RuntimeError where the run fails, after its own words on standard error.
    """
    finished = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks.run", function, json.dumps(arguments)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        check=False,
        text=True,
    )
    if finished.returncode:
        raise RuntimeError(f"the run of {function} failed")
    return Run(**json.loads(finished.stdout.splitlines()[-1]))


def told(name: str, run: Run, against: Run | None = None) -> str:
    """Return one line of a report, with ratios to another run where one is given."""
    line = f"{name:<34} {run.cpu:8.2f} CPU s {run.wall:8.2f} s {run.peak:8.0f} MB"
    if against is None:
        return line
    return f"{line}   {run.cpu / against.cpu:5.2f}x CPU {run.wall / against.wall:5.2f}x wall"


def _called(function: str, arguments: list[object]) -> dict[str, object]:
    module, name = function.split(":")
    call = getattr(import_module(module), name)
    cpu, wall = _cpu(), time.perf_counter()
    answer = call(*arguments)
    cpu, wall = _cpu() - cpu, time.perf_counter() - wall
    return {"cpu": cpu, "wall": wall, "peak": _peak(), "answer": answer}


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def _peak() -> float:
    """Return the high-water mark of this process; `ru_maxrss` would count the parent's as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024 / MEGABYTE


if __name__ == "__main__":
    settle_libraries()
    print(json.dumps(_called(sys.argv[1], json.loads(sys.argv[2]))))
