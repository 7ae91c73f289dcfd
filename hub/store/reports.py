"""The reports of a release: one file each, for one participant, or for everybody."""

import hashlib

from sqlalchemy import ForeignKey, Table, distinct, func, or_, select

from hub.store.columns import Count, Digest, Id, Line, Octets, optional, required
from hub.store.metadata import METADATA, OPEN, WALL, WRITTEN_ONCE
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

REPORTS = Table(
    "reports",
    METADATA,
    required("id", Id, primary_key=True),
    required("release", Id, ForeignKey("releases.id"), index=True),
    optional("participant", Id, ForeignKey("participants.id"), index=True),
    required("name", Line),
    required("media_type", Line),
    required("sha256", Digest),
    required("size", Count),
    required("content", Octets),
    info={WALL: "participant", OPEN: True, WRITTEN_ONCE: True},
)


@record
class Report:
    """What is known of a report without its content; no participant: it is for everybody."""

    id: str
    release: str
    name: str
    media_type: str
    sha256: str
    size: int
    participant: str | None = None


@record
class WholeReport:
    """A report with its content."""

    id: str
    release: str
    name: str
    media_type: str
    sha256: str
    size: int
    content: bytes
    participant: str | None = None


LISTED = [column for column in REPORTS.c if column.name != "content"]


def add(work: Work, report: WholeReport) -> None:
    """Add a report."""
    work.add(REPORTS, report)


def keep(
    work: Work,
    release: str,
    content: bytes,
    *,
    participant: str | None,
    name: str,
    media_type: str = "application/json",
) -> None:
    """Add a file of a release with its hash and size; `participant` None: nobody in particular."""
    whole = WholeReport(
        id=work.new_id(),
        release=release,
        participant=participant,
        name=name,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
    )
    add(work, whole)


def of_release(work: Work, release: str) -> tuple[Report, ...]:
    """Return the reports of a release that this work may see, by name."""
    query = select(*LISTED).where(visible(work, REPORTS), REPORTS.c.release == release)
    return work.rows(Report, query.order_by(REPORTS.c.name, REPORTS.c.id))


def for_participant(work: Work, release: str, participant: str) -> tuple[Report, ...]:
    """Return the reports of a release that a participant gets, by name."""
    own = or_(REPORTS.c.participant == participant, REPORTS.c.participant.is_(None))
    query = select(*LISTED).where(visible(work, REPORTS), REPORTS.c.release == release, own)
    return work.rows(Report, query.order_by(REPORTS.c.name, REPORTS.c.id))


def named(work: Work, release: str, name: str) -> tuple[WholeReport, ...]:
    """Return the files of one name that this work may see of a release, with their contents."""
    query = select(REPORTS).where(
        visible(work, REPORTS), REPORTS.c.release == release, REPORTS.c.name == name
    )
    return work.rows(WholeReport, query.order_by(REPORTS.c.id))


def readers(work: Work) -> dict[str, int]:
    """Return how many participants get a report of their own, by release."""
    count = func.count(distinct(REPORTS.c.participant)).label("participants")
    query = select(REPORTS.c.release, count).where(visible(work, REPORTS))
    found = work.rows(_Readers, query.group_by(REPORTS.c.release))
    return {each.release: each.participants for each in found}


def one(work: Work, report: str) -> WholeReport | None:
    """Return a report that this work may see, with its content."""
    query = select(REPORTS).where(visible(work, REPORTS), REPORTS.c.id == report)
    return work.one(WholeReport, query)


@record
class _Readers:
    release: str
    participants: int
