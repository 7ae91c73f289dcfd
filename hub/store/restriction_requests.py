"""Requests of patients to restrict a disclosure (42 CFR 2.26), by re-keyed token."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Table, select, update

from hub.store.columns import Digest, Id, Instant, Word, optional, required
from hub.store.metadata import METADATA, WALL
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

RESTRICTION_REQUESTS = Table(
    "restriction_requests",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("person", Digest, index=True),
    required("reason", Word),
    required("asked_on", Date()),
    required("received_at", Instant()),
    optional("answer", Word),
    optional("answered_by", Id),
    optional("answered_at", Instant()),
    optional("ended_at", Instant()),
    info={WALL: "participant"},
)


@record
class RestrictionRequest:
    """A person asked a participant to restrict what goes out; `answer` is agreed or declined."""

    id: str
    participant: str
    person: str
    reason: str
    asked_on: date
    received_at: datetime
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


def add(work: Work, request: RestrictionRequest) -> None:
    """Enter a request."""
    work.add(RESTRICTION_REQUESTS, request)


def one(work: Work, request: str) -> RestrictionRequest | None:
    """Return a request that this work may see."""
    query = select(RESTRICTION_REQUESTS).where(
        visible(work, RESTRICTION_REQUESTS), RESTRICTION_REQUESTS.c.id == request
    )
    return work.one(RestrictionRequest, query)


def every(work: Work) -> tuple[RestrictionRequest, ...]:
    """Return the requests that this work may see, by time."""
    query = select(RESTRICTION_REQUESTS).where(visible(work, RESTRICTION_REQUESTS))
    order = (RESTRICTION_REQUESTS.c.received_at, RESTRICTION_REQUESTS.c.id)
    return work.rows(RestrictionRequest, query.order_by(*order))


def answer(work: Work, request: str, *, answer: str, by: str) -> bool:
    """Answer a request; False where it is answered already."""
    change = update(RESTRICTION_REQUESTS).where(
        visible(work, RESTRICTION_REQUESTS), RESTRICTION_REQUESTS.c.id == request
    )
    given = {"answer": answer, "answered_by": by, "answered_at": work.now}
    return work.change(change.where(RESTRICTION_REQUESTS.c.answer.is_(None)).values(given)) == 1


def end(work: Work, request: str) -> bool:
    """End an agreed restriction; tell whether it held until now."""
    change = update(RESTRICTION_REQUESTS).where(
        visible(work, RESTRICTION_REQUESTS), RESTRICTION_REQUESTS.c.id == request
    )
    held = (RESTRICTION_REQUESTS.c.answer == "agreed", RESTRICTION_REQUESTS.c.ended_at.is_(None))
    return work.change(change.where(*held).values(ended_at=work.now)) == 1
