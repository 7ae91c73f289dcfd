"""The register of breaches (42 CFR 2.16(b), 45 CFR 164.400-414): what is due by which day."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Table, select, update

from hub.store.columns import Count, Id, Instant, Word, optional, required
from hub.store.metadata import METADATA, WALL
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

BREACHES = Table(
    "breaches",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    optional("agreement", Id, ForeignKey("agreements.id")),
    required("kind", Word),
    required("discovered_on", Date()),
    required("persons", Count),
    required("reported_by", Id),
    required("reported_at", Instant()),
    optional("individuals_told_on", Date()),
    optional("secretary_told_on", Date()),
    optional("media_told_on", Date()),
    optional("closed_at", Instant()),
    info={WALL: "participant"},
)


@record
class Breach:
    """Records of `participant` were breached; `kind` is a word, `persons` how many are affected.

    There is no free text here: what happened in words stays in the incident's own file.
    """

    id: str
    participant: str
    kind: str
    discovered_on: date
    persons: int
    reported_by: str
    reported_at: datetime
    agreement: str | None = None
    individuals_told_on: date | None = None
    secretary_told_on: date | None = None
    media_told_on: date | None = None
    closed_at: datetime | None = None


def add(work: Work, breach: Breach) -> None:
    """Enter a breach."""
    work.add(BREACHES, breach)


def one(work: Work, breach: str) -> Breach | None:
    """Return a breach that this work may see."""
    query = select(BREACHES).where(visible(work, BREACHES), BREACHES.c.id == breach)
    return work.one(Breach, query)


def every(work: Work) -> tuple[Breach, ...]:
    """Return the breaches that this work may see, the latest discovery first."""
    query = select(BREACHES).where(visible(work, BREACHES))
    return work.rows(Breach, query.order_by(BREACHES.c.discovered_on.desc(), BREACHES.c.id.desc()))


def note(work: Work, breach: str, **facts: date | datetime | int) -> bool:
    """Set facts of an open breach (whom was told when, how many persons, closed)."""
    change = update(BREACHES).where(visible(work, BREACHES), BREACHES.c.id == breach)
    return work.change(change.where(BREACHES.c.closed_at.is_(None)).values(facts)) == 1
