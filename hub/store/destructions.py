"""The destructions: ordered by one person, confirmed by another, certified when nobody holds a key.

What was destroyed also stands in the register of the vault, which no restored backup overwrites.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Table, select, update

from hub.store.columns import Document, Id, Instant, Word, optional, required
from hub.store.metadata import METADATA, WALL
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

DESTRUCTIONS = Table(
    "destructions",
    METADATA,
    required("submission", Id, ForeignKey("submissions.id"), primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("reason", Word),
    required("ordered_by", Id),
    required("ordered_at", Instant()),
    optional("confirmed_by", Id),
    optional("confirmed_at", Instant()),
    optional("destroyed_at", Instant()),
    optional("certificate", Document()),
    info={WALL: "participant"},
)


@record
class Destruction:
    """A submission is to be destroyed, was destroyed, or is certified as destroyed."""

    submission: str
    participant: str
    reason: str
    ordered_by: str
    ordered_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    destroyed_at: datetime | None = None
    certificate: Mapping[str, Any] | None = None


def order(work: Work, destruction: Destruction) -> bool:
    """Order a destruction; tell whether it is new."""
    return work.add_if_absent(DESTRUCTIONS, destruction)


def confirm(work: Work, submission: str, *, confirmed_by: str) -> bool:
    """Confirm an order as a second person; False where it was the same one, or is confirmed."""
    change = (
        update(DESTRUCTIONS)
        .where(visible(work, DESTRUCTIONS), DESTRUCTIONS.c.submission == submission)
        .where(DESTRUCTIONS.c.ordered_by != confirmed_by, DESTRUCTIONS.c.confirmed_by.is_(None))
        .values(confirmed_by=confirmed_by, confirmed_at=work.now)
    )
    return work.change(change) == 1


def note_destroyed(work: Work, submission: str) -> bool:
    """Note that the keys are destroyed; False unless two persons wanted it."""
    change = (
        update(DESTRUCTIONS)
        .where(visible(work, DESTRUCTIONS), DESTRUCTIONS.c.submission == submission)
        .where(DESTRUCTIONS.c.confirmed_by.is_not(None), DESTRUCTIONS.c.destroyed_at.is_(None))
        .values(destroyed_at=work.now)
    )
    return work.change(change) == 1


def certify(work: Work, submission: str, certificate: Mapping[str, Any]) -> bool:
    """Keep the certificate; False unless the keys are destroyed, or where there is one already."""
    change = (
        update(DESTRUCTIONS)
        .where(visible(work, DESTRUCTIONS), DESTRUCTIONS.c.submission == submission)
        .where(DESTRUCTIONS.c.destroyed_at.is_not(None), DESTRUCTIONS.c.certificate.is_(None))
        .values(certificate=certificate)
    )
    return work.change(change) == 1


def one(work: Work, submission: str) -> Destruction | None:
    """Return the destruction of a submission that this work may see."""
    query = select(DESTRUCTIONS).where(
        visible(work, DESTRUCTIONS), DESTRUCTIONS.c.submission == submission
    )
    return work.one(Destruction, query)


def some(work: Work, submissions: Collection[str]) -> tuple[Destruction, ...]:
    """Return the orders to destroy those of the submissions that are to be; none costs no query."""
    if not submissions:
        return ()
    query = select(DESTRUCTIONS).where(
        visible(work, DESTRUCTIONS), DESTRUCTIONS.c.submission.in_(submissions)
    )
    return work.rows(Destruction, query.order_by(DESTRUCTIONS.c.submission))


def certified_of(work: Work, submissions: Collection[str]) -> frozenset[str]:
    """Return those of the submissions whose destruction is certified."""
    found = some(work, submissions)
    return frozenset(each.submission for each in found if each.certificate is not None)


def uncertified(work: Work) -> tuple[Destruction, ...]:
    """Return the destructions that this work may see and that lack a certificate, by order."""
    query = select(DESTRUCTIONS).where(
        visible(work, DESTRUCTIONS), DESTRUCTIONS.c.certificate.is_(None)
    )
    return work.rows(Destruction, query.order_by(DESTRUCTIONS.c.ordered_at))
