"""Register a machine of a participant, with the public key by which it signs in."""

from collections.abc import Mapping
from typing import Any

from hub.platform.assertions import public_key
from hub.store import clients
from hub.store.clients import Client
from hub.store.work import Work

MACHINE_SCOPES = ("agreement.read", "report.read", "submission.read", "submission.write")


def register_client(
    work: Work, *, by: str, participant: str, name: str, jwk: Mapping[str, Any]
) -> Client:
    """Add a client; UnfitKey where the key cannot be registered."""
    client = Client(
        id=work.new_id(),
        participant=participant,
        name=name,
        scopes=MACHINE_SCOPES,
        added_at=work.now,
    )
    key = public_key(jwk)
    clients.add(work, client)
    clients.add_key(work, client, key)
    work.tell("client-registered", actor=by, subject=client.id, participant=participant)
    return client
