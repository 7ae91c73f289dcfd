"""The participants: payers, practices, purchasers, programs, and the convener."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Table, select, update

from hub.store.columns import Id, Instant, Line, Word, optional, required
from hub.store.metadata import METADATA, WALL
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

PARTICIPANTS = Table(
    "participants",
    METADATA,
    required("id", Id, primary_key=True),
    required("name", Line),
    required("kind", Word),
    required("capacity", Word),
    optional("state", String(2)),
    optional("practice", Id, unique=True),
    required("joined_at", Instant()),
    optional("left_at", Instant()),
    # `*` and the empty text have a meaning of their own in the walls.
    CheckConstraint("id not in ('', '*')", name="id"),
    info={WALL: "id"},
)


@record
class Participant:
    """`id` is a short name in small letters; `kind` is payer, practice, purchaser or convener.

    `capacity` is what the law calls it (part2-program, covered-entity, lawful-holder, none);
    `state` its two letters; `practice` the key under which records name it, if they do.
    """

    id: str
    name: str
    kind: str
    capacity: str
    joined_at: datetime
    state: str | None = None
    practice: str | None = None
    left_at: datetime | None = None


def add(work: Work, participant: Participant) -> None:
    """Add a participant."""
    work.add(PARTICIPANTS, participant)


def add_if_new(work: Work, participant: Participant) -> bool:
    """Add a participant unless its id or its practice is taken; tell whether it was added."""
    return work.add_if_absent(PARTICIPANTS, participant)


def one(work: Work, participant: str) -> Participant | None:
    """Return a participant that this work may see."""
    query = select(PARTICIPANTS).where(
        visible(work, PARTICIPANTS), PARTICIPANTS.c.id == participant
    )
    return work.one(Participant, query)


def names(work: Work) -> dict[str, str]:
    """Return the names of those that this work may see, by id."""
    return {each.id: each.name for each in every(work)}


def every(work: Work) -> tuple[Participant, ...]:
    """Return the participants that this work may see, by id."""
    query = select(PARTICIPANTS).where(visible(work, PARTICIPANTS)).order_by(PARTICIPANTS.c.id)
    return work.rows(Participant, query)


def part(work: Work, participant: str) -> bool:
    """Note that a participant has left; tell whether it was still there."""
    change = (
        update(PARTICIPANTS)
        .where(visible(work, PARTICIPANTS))
        .where(PARTICIPANTS.c.id == participant, PARTICIPANTS.c.left_at.is_(None))
        .values(left_at=work.now)
    )
    return work.change(change) == 1
