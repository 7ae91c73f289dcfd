"""The clockwork: of the processes that keep time one leads, and runs the timed tasks.

When each task ran last stands in the database, so that a run that was missed is caught up at the
start. APScheduler's own database store is not used: it holds pickles. A second process waits until
the first one ends, whatever ends it, and takes over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from hub.jobs.tasks import TASKS, Task
from hub.services.house import House
from hub.store import job_runs
from hub.store.leadership import Holds, leadership

SOON = timedelta(seconds=1)
# How often a leader makes sure that it leads, and another asks whether nobody does.
LOOK_SECONDS = 5.0


def keep_time(
    house: House, stop: Event, *, tasks: Sequence[Task] = TASKS, look: float = LOOK_SECONDS
) -> None:
    """Run the tasks when they are due until `stop` is set, while no other process does."""
    while not stop.is_set():
        try:
            with leadership(house.engine) as holds:
                if holds is not None:
                    _lead(house, stop, tasks, holds, look=look)
        except SQLAlchemyError:
            structlog.get_logger().exception("schedule-interrupted")
        stop.wait(look)


def run_task(house: House, task: Task) -> bool:
    """Run one task and note how it ended; tell whether it succeeded."""
    with house.begin() as work:
        job_runs.note_start(work, task.name)
        work.tell("job-started", job=task.name)
    try:
        task.run(house)
        succeeded = True
    except Exception:
        structlog.get_logger().exception("job-failed", job=task.name)
        succeeded = False
    with house.begin() as work:
        job_runs.note_end(work, task.name, succeeded=succeeded)
        work.tell("job-ended", job=task.name)
    return succeeded


def _lead(house: House, stop: Event, tasks: Sequence[Task], holds: Holds, *, look: float) -> None:
    scheduler = BackgroundScheduler(timezone="UTC")
    for task in tasks:
        scheduler.add_job(
            run_task,
            "interval",
            args=(house, task),
            seconds=task.every.total_seconds(),
            next_run_time=_next(house, task),
            # However late a busy machine wakes up, what is due is run, and once.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    scheduler.start()
    before = house.clock()
    try:
        while holds() and not stop.wait(look):
            now = house.clock()
            if now < before:
                # The clock was set back: what is due would wait until it shows that hour again.
                return
            before = now
    finally:
        scheduler.shutdown(wait=True)


def _next(house: House, task: Task) -> datetime:
    with house.look() as work:
        last = job_runs.one(work, task.name)
        due = last.started_at + task.every if last else work.now
        # A start that lies ahead was noted before the clock was set back.
        return min(max(due, work.now + SOON), work.now + task.every)
