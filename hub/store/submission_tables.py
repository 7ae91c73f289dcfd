"""What was counted in each submission: rows by table, and faults by rule."""

from collections.abc import Collection

from sqlalchemy import ForeignKey, Table, delete, select

from hub.store.columns import Count, Id, Line, Word, required
from hub.store.metadata import METADATA, WALL
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

SUBMISSION_TABLES = Table(
    "submission_tables",
    METADATA,
    required("submission", Id, ForeignKey("submissions.id"), primary_key=True),
    required("table", Word, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("rows", Count),
    required("left_out", Count),
    info={WALL: "participant"},
)

FAULT_COUNTS = Table(
    "fault_counts",
    METADATA,
    required("submission", Id, ForeignKey("submissions.id"), primary_key=True),
    required("table", Word, primary_key=True),
    required("rule", Word, primary_key=True),
    required("field", Line, primary_key=True),
    required("severity", Word),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("remedy", Line),
    required("count", Count),
    info={WALL: "participant"},
)


@record
class SubmissionTable:
    """How many rows of a table a submission brought, and how many of these were left out."""

    submission: str
    table: str
    participant: str
    rows: int
    left_out: int


@record
class FaultCount:
    """How often a rule was broken in a field (a column, or a FHIR path), and what to do."""

    submission: str
    table: str
    rule: str
    field: str
    severity: str
    participant: str
    remedy: str
    count: int


def write_counts(
    work: Work,
    submission: str,
    *,
    tables: tuple[SubmissionTable, ...],
    faults: tuple[FaultCount, ...],
) -> None:
    """Keep the counts of a submission, in the place of those of an earlier attempt."""
    for kept in (SUBMISSION_TABLES, FAULT_COUNTS):
        work.change(delete(kept).where(visible(work, kept), kept.c.submission == submission))
    work.add_all(SUBMISSION_TABLES, tables)
    work.add_all(FAULT_COUNTS, faults)


def tables_of(work: Work, submission: str) -> tuple[SubmissionTable, ...]:
    """Return the counts of rows of a submission, by table."""
    query = select(SUBMISSION_TABLES).where(
        visible(work, SUBMISSION_TABLES), SUBMISSION_TABLES.c.submission == submission
    )
    return work.rows(SubmissionTable, query.order_by(SUBMISSION_TABLES.c.table))


def tables_by_submission(
    work: Work, submissions: Collection[str]
) -> dict[str, tuple[SubmissionTable, ...]]:
    """Return the counts of rows of each of the submissions, by table."""
    query = select(SUBMISSION_TABLES).where(
        visible(work, SUBMISSION_TABLES), SUBMISSION_TABLES.c.submission.in_(submissions)
    )
    return work.rows_by(SubmissionTable, query.order_by(SUBMISSION_TABLES.c.table), "submission")


def faults_of(work: Work, submission: str) -> tuple[FaultCount, ...]:
    """Return the faults of a submission by rule and field, the most frequent first."""
    query = select(FAULT_COUNTS).where(
        visible(work, FAULT_COUNTS), FAULT_COUNTS.c.submission == submission
    )
    order = (FAULT_COUNTS.c.count.desc(), FAULT_COUNTS.c.rule, FAULT_COUNTS.c.field)
    return work.rows(FaultCount, query.order_by(*order))
