"""The machines of the caller's participant: registered by a key set, rotated, revoked."""

from typing import Any

from flask import abort
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import caller, requires
from hub.api.house import house
from hub.api.problems import may_fail
from hub.services.participants.client_key_text import keys_of_document
from hub.services.participants.register_client import (
    add_client_keys,
    register_with_keys,
    revoke_client,
    revoke_client_key,
)
from hub.store import clients, participants
from hub.store.clients import Client
from hub.store.work import Work
from schemas.messages.client import ClientSchema, ClientsSchema, KeysSchema, RegistrationSchema

blueprint = Blueprint("clients", __name__, url_prefix="/api/v1/clients", description="Machines")


@blueprint.route("")
class Clients(MethodView):
    """The machines that the caller looks after."""

    @requires("client.read")
    @may_fail(blueprint)
    @blueprint.response(200, ClientsSchema)
    def get(self) -> dict[str, Any]:
        """List the machines by id."""
        with house().look(within=caller().within) as work:
            return {"clients": [_document(work, each) for each in clients.every(work)]}

    @requires("client.write")
    @may_fail(blueprint, 422)
    @blueprint.arguments(RegistrationSchema)
    @blueprint.response(201, ClientSchema)
    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Register a machine; its id is what it signs in by."""
        own = caller().participant
        with house().begin(within=caller().within) as work:
            known = participants.one(work, own)
            made = register_with_keys(
                work,
                by=caller().actor,
                participant=own,
                kind=known.kind if known else "",
                name=asked["name"],
                keys=keys_of_document(asked["jwks"]),
                scopes=tuple(dict.fromkeys(asked["scopes"])),
            )
            return _document(work, made)


@blueprint.route("/<uuid:id>")
class OneClient(MethodView):
    """One machine."""

    @requires("client.read")
    @may_fail(blueprint, 404)
    @blueprint.etag
    @blueprint.response(200, ClientSchema)
    def get(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Tell of a machine and its keys."""
        with house().look(within=caller().within) as work:
            return _document(work, clients.one(work, str(id)) or abort(404))

    @requires("client.write")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(204)
    def delete(self, id: Any) -> None:  # noqa: A002
        """Revoke it; the tokens that it holds fail at once."""
        with house().begin(within=caller().within) as work:
            revoke_client(work, str(id), by=caller().actor)


@blueprint.route("/<uuid:id>/keys")
class ClientKeys(MethodView):
    """The keys of a machine."""

    @requires("client.write")
    @may_fail(blueprint, 404, 409, 422)
    @blueprint.arguments(KeysSchema)
    @blueprint.response(201, ClientSchema)
    def post(self, asked: dict[str, Any], id: Any) -> dict[str, Any]:  # noqa: A002
        """Add keys beside those that it has."""
        keys = keys_of_document(asked)
        with house().begin(within=caller().within) as work:
            return _document(work, add_client_keys(work, str(id), keys, by=caller().actor))


@blueprint.route("/<uuid:id>/keys/<path:kid>")
class OneClientKey(MethodView):
    """One key of a machine."""

    @requires("client.write")
    @may_fail(blueprint, 404, 409)
    @blueprint.response(204)
    def delete(self, id: Any, kid: str) -> None:  # noqa: A002
        """Revoke a key; the last one is not revoked, its machine is."""
        with house().begin(within=caller().within) as work:
            revoke_client_key(work, str(id), kid, by=caller().actor)


def _document(work: Work, client: Client) -> dict[str, Any]:
    return {
        "id": client.id,
        "participant": client.participant,
        "name": client.name,
        "scopes": list(client.scopes),
        "added_at": client.added_at,
        "disabled_at": client.disabled_at,
        "keys": clients.every_key_of(work, client.id),
    }
