"""The machines that sign in, their public keys, and the assertions that they have used."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Table, delete, select, update

from hub.platform.canonical import digest_of_text
from hub.store.columns import Digest, Document, Id, Instant, Line, Words, optional, required
from hub.store.metadata import METADATA, WALL, WORKING
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

CLIENTS = Table(
    "clients",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("name", Line),
    required("scopes", Words()),
    required("added_at", Instant()),
    optional("disabled_at", Instant()),
    info={WALL: "participant"},
)

CLIENT_KEYS = Table(
    "client_keys",
    METADATA,
    required("client", Id, ForeignKey("clients.id"), primary_key=True),
    required("kid", Line, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("jwk", Document()),
    required("added_at", Instant()),
    optional("revoked_at", Instant()),
    info={WALL: "participant"},
)

# An assertion that was forgotten could serve again, were the clock set back.
KEPT = timedelta(days=1)
USED_ASSERTIONS = Table(
    "used_assertions",
    METADATA,
    required("client", Id, ForeignKey("clients.id"), primary_key=True),
    required("token_id", Digest, primary_key=True),
    required("expires_at", Instant(), index=True),
    info={WORKING: "an assertion is remembered for the minutes that it lives"},
)


@record
class Client:
    """A machine of a participant, and the scopes that it may ask for."""

    id: str
    participant: str
    name: str
    scopes: tuple[str, ...]
    added_at: datetime
    disabled_at: datetime | None = None


@record
class ClientKey:
    """A public key of a client, as JSON Web Key."""

    client: str
    kid: str
    participant: str
    jwk: Mapping[str, Any]
    added_at: datetime
    revoked_at: datetime | None = None


@record
class UsedAssertion:
    """The digest of the id of an assertion that a client has used."""

    client: str
    token_id: str
    expires_at: datetime


def add(work: Work, client: Client) -> None:
    """Add a client."""
    work.add(CLIENTS, client)


def one(work: Work, client: str) -> Client | None:
    """Return a client that this work may see."""
    return work.one(Client, select(CLIENTS).where(visible(work, CLIENTS), CLIENTS.c.id == client))


def every(work: Work) -> tuple[Client, ...]:
    """Return the clients that this work may see, by id."""
    return work.rows(Client, select(CLIENTS).where(visible(work, CLIENTS)).order_by(CLIENTS.c.id))


def disable(work: Work, client: str) -> bool:
    """Let a client sign in no more; its tokens fail at once. Tell whether it could until now."""
    change = (
        update(CLIENTS)
        .where(visible(work, CLIENTS))
        .where(CLIENTS.c.id == client, CLIENTS.c.disabled_at.is_(None))
        .values(disabled_at=work.now)
    )
    return work.change(change) == 1


def add_key(work: Work, client: Client, jwk: Mapping[str, Any]) -> bool:
    """Add a public key; tell whether its kid is new."""
    key = ClientKey(
        client=client.id,
        kid=jwk["kid"],
        participant=client.participant,
        jwk=jwk,
        added_at=work.now,
    )
    return work.add_if_absent(CLIENT_KEYS, key)


def every_key_of(work: Work, client: str) -> tuple[ClientKey, ...]:
    """Return the keys of a client, also those that are revoked, by time."""
    query = select(CLIENT_KEYS).where(visible(work, CLIENT_KEYS), CLIENT_KEYS.c.client == client)
    return work.rows(ClientKey, query.order_by(CLIENT_KEYS.c.added_at, CLIENT_KEYS.c.kid))


def keys_of(work: Work, client: str) -> tuple[ClientKey, ...]:
    """Return the keys of a client that are not revoked, by kid."""
    query = (
        select(CLIENT_KEYS)
        .where(visible(work, CLIENT_KEYS))
        .where(CLIENT_KEYS.c.client == client, CLIENT_KEYS.c.revoked_at.is_(None))
        .order_by(CLIENT_KEYS.c.kid)
    )
    return work.rows(ClientKey, query)


def keys_by_client(work: Work) -> dict[str, tuple[ClientKey, ...]]:
    """Return the keys that are not revoked, by kid, of each client that this work may see."""
    query = select(CLIENT_KEYS).where(
        visible(work, CLIENT_KEYS), CLIENT_KEYS.c.revoked_at.is_(None)
    )
    return work.rows_by(ClientKey, query.order_by(CLIENT_KEYS.c.kid), "client")


def revoke_key(work: Work, client: str, kid: str) -> bool:
    """Revoke a key; tell whether it was good until now."""
    change = (
        update(CLIENT_KEYS)
        .where(visible(work, CLIENT_KEYS), CLIENT_KEYS.c.revoked_at.is_(None))
        .where(CLIENT_KEYS.c.client == client, CLIENT_KEYS.c.kid == kid)
        .values(revoked_at=work.now)
    )
    return work.change(change) == 1


def use_assertion(work: Work, client: str, token_id: str, *, expires_at: datetime) -> bool:
    """Remember that an assertion was used; False where it was used before."""
    used = UsedAssertion(client=client, token_id=digest_of_text(token_id), expires_at=expires_at)
    return work.add_if_absent(USED_ASSERTIONS, used)


def forget_assertions(work: Work) -> int:
    """Forget the assertions that have expired for long; return how many."""
    before = work.now - KEPT
    return work.change(delete(USED_ASSERTIONS).where(USED_ASSERTIONS.c.expires_at < before))
