"""The machines of a participant: registered by their public keys, rotated, revoked."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.services.participants.client_key_text import keys_of_text
from hub.services.participants.register_client import (
    add_client_keys,
    register_with_keys,
    revoke_client,
    revoke_client_key,
    scopes_open_to,
)
from hub.store import clients


@portal.get("/machines")
@requires("client.read")
def list_clients() -> str:
    """Show the machines that the caller looks after."""
    with looking("client.read") as work:
        keys = clients.keys_by_client(work)
        found = [{"client": each, "keys": keys.get(each.id, ())} for each in clients.every(work)]
    return render_template("coordinator/clients.html", found=found)


@portal.get("/machines/new")
@requires("client.write")
def new_client() -> str:
    """Show the form of a registration."""
    return render_template("coordinator/new_client.html", scopes=scopes_open_to(signed_in().kind))


@portal.post("/machines/new")
@requires("client.write")
def register() -> Response:
    """Register a machine."""
    person = signed_in()
    keys = keys_of_text(_key_text())
    with begun("client.write") as work:
        made = register_with_keys(
            work,
            by=person.user,
            participant=person.participant,
            kind=person.kind,
            name=request.form.get("name", ""),
            keys=keys,
            scopes=tuple(dict.fromkeys(request.form.getlist("scopes"))),
        )
    return redirect(url_for("portal.show_client", client=made.id, told="entered"))


@portal.get("/machines/<client>")
@requires("client.read")
def show_client(client: str) -> str:
    """Show a machine, its keys, and how it signs in."""
    with looking("client.read") as work:
        found = clients.one(work, client) or abort(404)
        keys = clients.every_key_of(work, client)
    return render_template(
        "coordinator/client.html", found=found, keys=keys, address=wiring().house.settings.address
    )


@portal.post("/machines/<client>/keys")
@requires("client.write")
def add_key(client: str) -> Response:
    """Add a key beside the old ones."""
    keys = keys_of_text(_key_text())
    with begun("client.write") as work:
        add_client_keys(work, client, keys, by=signed_in().user)
    return redirect(url_for("portal.show_client", client=client, told="key-added"))


@portal.post("/machines/<client>/keys/revoke")
@requires("client.write")
def revoke_key(client: str) -> Response:
    """Revoke a key."""
    with begun("client.write") as work:
        revoke_client_key(work, client, request.form.get("kid", ""), by=signed_in().user)
    return redirect(url_for("portal.show_client", client=client, told="key-revoked"))


@portal.post("/machines/<client>/revoke")
@requires("client.write")
def revoke(client: str) -> Response:
    """Revoke a machine; what it holds fails at once."""
    with begun("client.write") as work:
        revoke_client(work, client, by=signed_in().user)
    return redirect(url_for("portal.show_client", client=client, told="client-revoked"))


def _key_text() -> str:
    file = request.files.get("file")
    uploaded = file.read().decode("utf-8", "replace") if file and file.filename else ""
    return uploaded or request.form.get("key", "")
