"""The events: what was done, in the order in which it was done; written once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Identity, Index, Integer, Table, insert, text

from hub.store.columns import Document, Id, Instant, Word, optional, required
from hub.store.metadata import METADATA, WALL, WRITTEN_ONCE
from schemas.event import Event

EVENTS = Table(
    "events",
    METADATA,
    required(
        "position",
        BigInteger().with_variant(Integer, "sqlite"),
        Identity(always=True),
        primary_key=True,
    ),
    required("at", Instant()),
    required("name", Word),
    optional("actor", Id),
    optional("subject", Id),
    optional("participant", Id),
    required("facts", Document()),
    Index(None, "subject"),
    Index(None, "participant"),
    # Positions are never given twice, and a participant may tell what it may not read.
    sqlite_autoincrement=True,
    info={WALL: "participant", WRITTEN_ONCE: True},
)

# Advisory lock of PostgreSQL: writers of events share it, the sealer has it alone. Events are
# written just before the commit, so the sealer waits for moments, and below the last position
# that it sees nothing can still appear.
LEDGER_LOCK = 0x1ED6E5


def write(connection: Connection, events: Sequence[Event], *, at: datetime) -> None:
    """Write the events as the last thing that a transaction does."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("select pg_advisory_xact_lock_shared(:lock)"), {"lock": LEDGER_LOCK}
        )
    connection.execute(
        insert(EVENTS).inline(),
        [
            {
                "at": at,
                "name": event.name,
                "actor": event.actor or None,
                "subject": event.subject or None,
                "participant": event.participant or None,
                "facts": dict(event.facts),
            }
            for event in events
        ],
    )
