"""An access token for a machine that has proven who it is (SMART Backend Services)."""

from typing import Any

from hub.platform.access_tokens import AccessToken, Invalid, issue, read, until
from hub.platform.assertions import Unproven, claimed_client, proven
from hub.platform.ids import new_secret
from hub.services.house import House
from hub.store import clients, participants
from hub.store.clients import Client
from schemas.record import record

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class NoToken(Exception):
    """The request gets no token; `error` is a code of RFC 6749, `text` says why."""

    def __init__(self, error: str, text: str) -> None:
        super().__init__(text)
        self.error, self.text = error, text


@record
class Machine:
    """A client whose token was checked: for whom it speaks and what it may do."""

    client: str
    participant: str
    kind: str
    scopes: frozenset[str]


def grant_token(
    house: House, *, grant_type: str, assertion_type: str, assertion: str, scope: str
) -> dict[str, Any]:
    """Return the answer of the token endpoint; NoToken where the request is not in order."""
    if grant_type != "client_credentials":
        raise NoToken("unsupported_grant_type", "the grant type is client_credentials")
    if assertion_type != ASSERTION:
        raise NoToken("invalid_client", "the client shows who it is by a signed JWT")
    client = _proven(house, assertion)
    wanted = frozenset(scope.split())
    if not wanted or not wanted <= set(client.scopes):
        raise NoToken("invalid_scope", "the client may not ask for this scope, or named none")
    now = house.clock()
    minutes = house.settings.access_token_minutes
    token = AccessToken(
        client=client.id,
        scopes=wanted,
        token_id=new_secret(),
        expires_at=until(now, minutes=minutes),
    )
    return {
        "access_token": issue(house.token_key, token, issuer=house.settings.address, now=now),
        "token_type": "bearer",
        "expires_in": minutes * 60,
        "scope": " ".join(sorted(wanted)),
    }


def machine_of(house: House, token: str) -> Machine | None:
    """Return whose token this is; None where it is not ours, or its client was disabled."""
    now = house.clock()
    try:
        found = read(house.token_key, token, issuer=house.settings.address, now=now)
    except Invalid:
        return None
    with house.look() as work:
        client = clients.one(work, found.client)
        participant = participants.one(work, client.participant) if client else None
    if client is None or client.disabled_at is not None or participant is None:
        return None
    return Machine(
        client=client.id,
        participant=client.participant,
        kind=participant.kind,
        scopes=found.scopes & set(client.scopes),
    )


def _proven(house: House, assertion: str) -> Client:
    audience = f"{house.settings.address}/oauth/token"
    try:
        name = claimed_client(assertion)
        with house.look() as work:
            client = clients.one(work, name)
            keys = clients.keys_of(work, name)
        live = [each.jwk for each in keys if each.revoked_at is None]
        said = proven(assertion, keys=live, audience=audience, now=house.clock())
    except Unproven as unproven:
        raise NoToken("invalid_client", str(unproven)) from None
    if client is None or client.disabled_at is not None:
        raise NoToken("invalid_client", "the assertion's signature does not hold")
    with house.begin() as work:
        fresh = clients.use_assertion(work, client.id, said.token_id, expires_at=said.expires_at)
        if fresh:
            work.tell("token-issued", actor=client.participant, participant=client.participant)
    if not fresh:
        raise NoToken("invalid_client", "the assertion was used before")
    return client
