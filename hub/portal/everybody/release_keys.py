"""The public keys that releases are signed with: `hub verify --key` compares with them."""

from flask import Response, abort

from hub.portal.access import public, wiring
from hub.portal.blueprint import portal


@portal.get("/release-keys/<key>.pem")
@public
def release_key(key: str) -> Response:
    """Give the key of an id, as a release names it: the one that signs now, or one before it."""
    found = wiring().house.release_keys().get(key) or abort(404)
    return Response(
        found.pem,
        mimetype="application/x-pem-file",
        headers={"Content-Disposition": f'attachment; filename="{found.key_id}.pem"'},
    )
