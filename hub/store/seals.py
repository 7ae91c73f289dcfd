"""The seals of the ledger: each binds the events since the last one into a signed hash chain.

Events are written with the change that they tell, unchained; one sealer at a time appends them to
the chain, in the order in which they were written. An event of a seal can then be neither
changed, removed, added nor moved without `verify` finding it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, Table, func, insert, select, text

from hub.platform.canonical import canonical_json
from hub.platform.clock import Clock
from hub.platform.signing import Signer
from hub.store.columns import Count, Digest, Instant, Octets, Word, required
from hub.store.engine import is_postgresql
from hub.store.events import EVENTS, LEDGER_LOCK
from hub.store.metadata import METADATA, WORKING, WRITTEN_ONCE
from hub.store.walls import EVERY_PARTICIPANT
from schemas.record import record

SEALS = Table(
    "seals",
    METADATA,
    required("number", Count, primary_key=True, autoincrement=False),
    required("last_position", Count),
    required("events", Count),
    required("previous", Digest),
    required("hash", Digest),
    required("sealed_at", Instant()),
    required("key", Word),
    required("signature", Octets),
    info={WRITTEN_ONCE: True, WORKING: "a seal is made of events and is none itself"},
)

BEGINNING = "0" * 64
AT_MOST = 10_000


@record
class Seal:
    """The events up to `last_position`, after those of the seal before.

    `hash` chains them to `previous`, the hash of the seal before; the signature is on `message`.
    """

    number: int
    last_position: int
    events: int
    previous: str
    hash: str
    sealed_at: datetime
    key: str
    signature: bytes = b""

    @property
    def message(self) -> bytes:
        """What is signed: every other field, as canonical JSON."""
        return canonical_json(
            {
                "number": self.number,
                "last_position": self.last_position,
                "events": self.events,
                "previous": self.previous,
                "hash": self.hash,
                "sealed_at": self.sealed_at.isoformat(timespec="microseconds"),
                "key": self.key,
            }
        )

    @property
    def head(self) -> str:
        """The number and hash by which others may hold the ledger to what it said."""
        return f"{self.number}:{self.hash}"


def seal(engine: Engine, clock: Clock, signer: Signer, *, at_most: int = AT_MOST) -> Seal | None:
    """Seal the events that are not sealed yet, up to a number; None where there are none."""
    with engine.begin() as connection:
        _alone(connection)
        before = last_seal(connection)
        found = connection.execute(
            select(EVENTS)
            .where(EVENTS.c.position > (before.last_position if before else 0))
            .order_by(EVENTS.c.position)
            .limit(at_most)
        ).all()
        if not found:
            return None
        made = _made(before, found, at=clock(), signer=signer)
        names = [column.name for column in SEALS.c]
        connection.execute(insert(SEALS), {name: getattr(made, name) for name in names})
        return made


def last_seal(connection: Connection) -> Seal | None:
    """Return the latest seal."""
    query = select(SEALS).order_by(SEALS.c.number.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else Seal(**row)


def count_unsealed(connection: Connection) -> int:
    """Return how many events no seal binds yet."""
    sealed = select(func.coalesce(func.max(SEALS.c.last_position), 0)).scalar_subquery()
    query = select(func.count()).select_from(EVENTS).where(EVENTS.c.position > sealed)
    return int(connection.execute(query).scalar_one())


def chained(previous: str, rows: "Iterable[Row[tuple[object, ...]]]") -> str:
    """Return the hash after these events: each link is the hash before it and the event."""
    link = previous
    for row in rows:
        document = {
            "position": row.position,
            "at": row.at.isoformat(timespec="microseconds"),
            "name": row.name,
            "actor": row.actor,
            "subject": row.subject,
            "participant": row.participant,
            "facts": row.facts,
        }
        link = hashlib.sha256(bytes.fromhex(link) + canonical_json(document)).hexdigest()
    return link


def see_everything(connection: Connection) -> None:
    """Let a transaction of PostgreSQL see the events of all participants."""
    if is_postgresql(connection):
        setting = text("select set_config('hub.participant', :within, true)")
        connection.execute(setting, {"within": EVERY_PARTICIPANT})


def _made(
    before: Seal | None,
    rows: "Iterable[Row[tuple[object, ...]]]",
    *,
    at: datetime,
    signer: Signer,
) -> Seal:
    found = list(rows)
    previous = before.hash if before else BEGINNING
    unsigned = Seal(
        number=before.number + 1 if before else 1,
        last_position=found[-1].position,
        events=len(found),
        previous=previous,
        hash=chained(previous, found),
        sealed_at=at,
        key=signer.key_id,
    )
    return replace(unsigned, signature=signer.sign(unsigned.message))


def _alone(connection: Connection) -> None:
    # On PostgreSQL this waits until each transaction that is writing events has committed, so that
    # no event can appear below the last position later. SQLite has one writer at a time anyway.
    if is_postgresql(connection):
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LEDGER_LOCK})
    see_everything(connection)
