"""When each timed task last ran, so that a run that was missed is caught up at start."""

from datetime import datetime

from sqlalchemy import Table, select, update

from hub.store.columns import Instant, Whole, Word, optional, required
from hub.store.metadata import METADATA, WORKING
from hub.store.work import Work
from schemas.record import record

JOB_RUNS = Table(
    "job_runs",
    METADATA,
    required("job", Word, primary_key=True),
    required("started_at", Instant()),
    optional("finished_at", Instant()),
    optional("succeeded_at", Instant()),
    required("failures", Whole),
    info={WORKING: "when a task ran; what it did is told by the work that it did"},
)


@record
class JobRun:
    """The last run of a task; `failures` counts those in a row."""

    job: str
    started_at: datetime
    finished_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0


def note_start(work: Work, job: str) -> None:
    """Note that a task starts now."""
    if not work.add_if_absent(JOB_RUNS, JobRun(job=job, started_at=work.now)):
        work.keep(JOB_RUNS, JOB_RUNS.c.job == job, started_at=work.now)


def note_end(work: Work, job: str, *, succeeded: bool) -> None:
    """Note that a task has ended now, well or not."""
    change = update(JOB_RUNS).where(JOB_RUNS.c.job == job)
    if succeeded:
        work.change(change.values(finished_at=work.now, succeeded_at=work.now, failures=0))
    else:
        work.change(change.values(finished_at=work.now, failures=JOB_RUNS.c.failures + 1))


def one(work: Work, job: str) -> JobRun | None:
    """Return the last run of a task, or None where it never ran."""
    return work.one(JobRun, select(JOB_RUNS).where(JOB_RUNS.c.job == job))


def every(work: Work) -> tuple[JobRun, ...]:
    """Return the last run of each task, by name."""
    return work.rows(JobRun, select(JOB_RUNS).order_by(JOB_RUNS.c.job))
