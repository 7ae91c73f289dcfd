"""Revoked consents and opt-outs that reach the hub between submissions, by re-keyed token."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Table, select, update

from hub.store.columns import Digest, Id, Instant, optional, required
from hub.store.metadata import METADATA, WALL, WRITTEN_ONCE
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

REVOCATIONS = Table(
    "revocations",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("person", Digest, index=True),
    optional("consent", Digest),
    required("revoked_on", Date()),
    required("received_at", Instant()),
    info={WALL: "participant", WRITTEN_ONCE: True},
)

OPT_OUTS = Table(
    "opt_outs",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("person", Digest, index=True),
    required("since", Date()),
    required("received_at", Instant()),
    optional("withdrawn_at", Instant()),
    info={WALL: "participant"},
)


@record
class Revocation:
    """A person revoked a consent (`consent`: the key of its record), or all of them (None)."""

    id: str
    participant: str
    person: str
    revoked_on: date
    received_at: datetime
    consent: str | None = None


@record
class OptOut:
    """A person does not want to be counted, from a day on."""

    id: str
    participant: str
    person: str
    since: date
    received_at: datetime
    withdrawn_at: datetime | None = None


def revoke(work: Work, revocation: Revocation) -> None:
    """Enter a revocation."""
    work.add(REVOCATIONS, revocation)


def opt_out(work: Work, wish: OptOut) -> None:
    """Enter an opt-out."""
    work.add(OPT_OUTS, wish)


def withdraw_opt_outs(work: Work, participant: str, person: str) -> bool:
    """Note that a person's opt-outs with a participant are withdrawn; tell whether one held."""
    whose = (OPT_OUTS.c.participant == participant, OPT_OUTS.c.person == person)
    held = OPT_OUTS.c.withdrawn_at.is_(None)
    change = update(OPT_OUTS).where(visible(work, OPT_OUTS), *whose, held)
    return work.change(change.values(withdrawn_at=work.now)) > 0


def every(work: Work) -> tuple[Revocation, ...]:
    """Return the revocations that this work may see, by time."""
    query = select(REVOCATIONS).where(visible(work, REVOCATIONS))
    return work.rows(Revocation, query.order_by(REVOCATIONS.c.received_at, REVOCATIONS.c.id))


def opt_outs(work: Work) -> tuple[OptOut, ...]:
    """Return the opt-outs that hold and that this work may see, by time."""
    query = select(OPT_OUTS).where(visible(work, OPT_OUTS), OPT_OUTS.c.withdrawn_at.is_(None))
    return work.rows(OptOut, query.order_by(OPT_OUTS.c.received_at, OPT_OUTS.c.id))
