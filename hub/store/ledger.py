"""The ledger as a whole: what it tells of a subject, and whether it still is what was sealed."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, func, select

from hub.platform.signing import Verifier
from hub.store.engine import READING
from hub.store.events import EVENTS
from hub.store.seals import BEGINNING, SEALS, Seal, chained, count_unsealed, see_everything
from hub.store.walls import visible
from hub.store.work import Work
from schemas.event import Fact
from schemas.record import record


@record
class ToldEvent:
    """An event as it was written."""

    position: int
    at: datetime
    name: str
    facts: Mapping[str, Fact]
    actor: str | None = None
    subject: str | None = None
    participant: str | None = None


@record
class Verification:
    """What verifying found: `faults` say what is broken; `unsealed` events are bound by no seal.

    `head` is number and hash of the last seal; keep it elsewhere, and give it to a later
    verification, so that a ledger cut off behind it is found as well.
    """

    faults: tuple[str, ...]
    seals: int
    events: int
    unsealed: int
    head: str | None

    @property
    def sound(self) -> bool:
        """Whether nothing is broken."""
        return not self.faults


def of_subject(work: Work, subject: str) -> tuple[ToldEvent, ...]:
    """Return what was done to a subject, in order, as far as this work may see it."""
    query = select(EVENTS).where(visible(work, EVENTS), EVENTS.c.subject == subject)
    return work.rows(ToldEvent, query.order_by(EVENTS.c.position))


def latest(work: Work, *, at_most: int, before: int | None = None) -> tuple[ToldEvent, ...]:
    """Return the latest events that this work may see; `before` is the last seen position."""
    query = select(EVENTS).where(visible(work, EVENTS))
    if before is not None:
        query = query.where(EVENTS.c.position < before)
    return work.rows(ToldEvent, query.order_by(EVENTS.c.position.desc()).limit(at_most))


def count_unsealed_of(work: Work) -> int:
    """Return how many of the events that this work may see no seal binds yet."""
    sealed = select(func.coalesce(func.max(SEALS.c.last_position), 0)).scalar_subquery()
    query = select(func.count()).select_from(EVENTS).where(visible(work, EVENTS))
    return int(work.value(query.where(EVENTS.c.position > sealed)))


def verify(
    engine: Engine, verifiers: Mapping[str, Verifier], *, heads: tuple[str, ...] = ()
) -> Verification:
    """Compute the chain anew and check every signature; `heads` are those that were kept apart."""
    with engine.connect().execution_options(**{READING: True}) as connection, connection.begin():
        see_everything(connection)
        seals = _seals(connection)
        if seals is None:
            return UNREADABLE
        faults = [*_faults_of_events(connection, seals), *_faults_of_seals(seals, verifiers)]
        known = {seal.head for seal in seals}
        faults += [f"the seal {head} is missing or another" for head in heads if head not in known]
        return Verification(
            faults=tuple(faults),
            seals=len(seals),
            events=int(connection.execute(select(func.count()).select_from(EVENTS)).scalar_one()),
            unsealed=count_unsealed(connection),
            head=seals[-1].head if seals else None,
        )


UNREADABLE = Verification(
    faults=("a seal cannot be read",), seals=0, events=0, unsealed=0, head=None
)


def _faults_of_events(connection: Connection, seals: list[Seal]) -> Iterator[str]:
    previous, position = BEGINNING, 0
    for seal in seals:
        found = _events_between(connection, position, seal.last_position)
        if found is None:
            yield f"seal {seal.number}: an event that it bound cannot be read"
        elif len(found) != seal.events:
            yield f"seal {seal.number}: it bound {seal.events} events, and there are {len(found)}"
        elif chained(previous, found) != seal.hash:
            yield f"seal {seal.number}: its events are not those that were sealed"
        previous, position = seal.hash, seal.last_position


def _faults_of_seals(seals: list[Seal], verifiers: Mapping[str, Verifier]) -> Iterator[str]:
    previous, last_position = BEGINNING, 0
    for number, seal in enumerate(seals, start=1):
        verifier = verifiers.get(seal.key)
        if verifier is None:
            yield f"seal {seal.number}: it is signed by a key that is not known"
        elif not verifier.holds(seal.signature, seal.message):
            yield f"seal {seal.number}: the signature does not hold"
        if seal.number != number or seal.previous != previous:
            yield f"seal {seal.number}: it does not follow the seal before it"
        if seal.last_position <= last_position:
            yield f"seal {seal.number}: it ends before the seal before it"
        previous, last_position = seal.hash, seal.last_position


def _events_between(
    connection: Connection, first: int, last: int
) -> "list[Row[tuple[object, ...]]] | None":
    query = select(EVENTS).where(EVENTS.c.position > first, EVENTS.c.position <= last)
    try:
        return list(connection.execute(query.order_by(EVENTS.c.position)).all())
    except (ValueError, TypeError):
        return None


def _seals(connection: Connection) -> list[Seal] | None:
    query = select(SEALS).order_by(SEALS.c.number)
    try:
        return [Seal(**row) for row in connection.execute(query).mappings()]
    except (ValueError, TypeError):
        return None
