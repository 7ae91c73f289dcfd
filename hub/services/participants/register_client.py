"""Register a machine of a participant, rotate its keys, narrow its scopes, revoke it."""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.platform.assertions import UnfitKey, public_key
from hub.services.refusal import Refused
from hub.store import clients
from hub.store.clients import Client
from hub.store.roles import EVERY, OWN
from hub.store.work import Work

MACHINE_SCOPES = ("agreement.read", "report.read", "submission.read", "submission.write")
# What a machine of the convener may read of all participants; it changes nothing of theirs.
CONVENER_SCOPES = (
    *("agreement.read", "disclosure.read", "ledger.read"),
    *("participant.read", "release.read"),
)
CONVENER = "convener"
LONGEST_NAME = 200


def scopes_open_to(kind: str) -> tuple[str, ...]:
    """Return the scopes that machines of this kind of participant may ask for."""
    return CONVENER_SCOPES if kind == CONVENER else MACHINE_SCOPES


def reach_of_machine(kind: str, scope: str) -> str:
    """Return whose rows a scope opens to a machine: the convener's reads those of all."""
    return EVERY if kind == CONVENER and scope in CONVENER_SCOPES else OWN


def register_client(
    work: Work,
    *,
    by: str,
    participant: str,
    name: str,
    jwk: Mapping[str, Any],
    scopes: tuple[str, ...] = MACHINE_SCOPES,
) -> Client:
    """Add a client; UnfitKey where the key cannot be registered."""
    client = Client(
        id=work.new_id(), participant=participant, name=name, scopes=scopes, added_at=work.now
    )
    key = public_key(jwk)
    clients.add(work, client)
    clients.add_key(work, client, key)
    work.tell("client-registered", actor=by, subject=client.id, participant=participant)
    return client


def register_with_keys(
    work: Work,
    *,
    by: str,
    participant: str,
    kind: str,
    name: str,
    keys: Sequence[Mapping[str, Any]],
    scopes: tuple[str, ...],
) -> Client:
    """Add a client with a set of keys; Refused where a scope or a key does not fit."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Refused(rule="name", text="give the machine a name, in one line", status=422)
    if not scopes or not set(scopes) <= set(scopes_open_to(kind)):
        raise Refused(
            rule="scope",
            text=f"choose scopes among {', '.join(scopes_open_to(kind))}",
            status=422,
        )
    try:
        made = register_client(
            work, by=by, participant=participant, name=name, jwk=keys[0], scopes=scopes
        )
        for each in keys[1:]:
            clients.add_key(work, made, public_key(each))
    except UnfitKey as unfit:
        raise Refused(rule="key", text=str(unfit), status=422) from None
    return made


def add_client_keys(
    work: Work, client: str, keys: Sequence[Mapping[str, Any]], *, by: str
) -> Client:
    """Add keys to a client, so that it can go over to them before the old ones are revoked."""
    found = live_client(work, client)
    for each in keys:
        try:
            fresh = clients.add_key(work, found, public_key(each))
        except UnfitKey as unfit:
            raise Refused(rule="key", text=str(unfit), status=422) from None
        if not fresh:
            raise Refused(
                rule="key-there", text="a key of this kid was registered before", status=409
            )
        work.tell("client-key-added", actor=by, subject=client, participant=found.participant)
    return found


def revoke_client_key(work: Work, client: str, kid: str, *, by: str) -> Client:
    """Let a key open nothing any more; the last one is not revoked, its client is."""
    found = live_client(work, client)
    held = {each.kid for each in clients.keys_of(work, client)}
    if kid not in held:
        raise Refused(rule="no-key", text="there is no such key", status=404)
    if held == {kid}:
        raise Refused(
            rule="last-key", text="add another key first, or revoke the machine", status=409
        )
    clients.revoke_key(work, client, kid)
    work.tell("client-key-revoked", actor=by, subject=client, participant=found.participant)
    return found


def revoke_client(work: Work, client: str, *, by: str) -> Client:
    """Let a client sign in no more; the tokens that it holds fail at once."""
    found = live_client(work, client)
    clients.disable(work, client)
    work.tell("client-revoked", actor=by, subject=client, participant=found.participant)
    return found


def live_client(work: Work, client: str) -> Client:
    """Return a client that this work may see and that was not revoked; Refused for none."""
    found = clients.one(work, client)
    if found is None:
        raise Refused(rule="no-client", text="there is no such machine", status=404)
    if found.disabled_at is not None:
        raise Refused(rule="client-revoked", text="the machine was revoked", status=409)
    return found
