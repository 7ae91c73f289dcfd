"""Sign-in of machines: the token endpoint, and where it is described."""

from typing import Any

from flask import Response, jsonify, request
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import public
from hub.api.house import house
from hub.platform.assertions import ALGORITHMS
from hub.platform.metrics import sign_ins
from hub.services.participants.machine_token import NoToken, grant_token
from hub.services.participants.register_client import CONVENER_SCOPES, MACHINE_SCOPES

blueprint = Blueprint("tokens", __name__, description="Sign-in of machines")
# As RFC 6749 (5.2) tells them, not as problems.
NO_TOKEN = {
    "type": "object",
    "required": ["error", "error_description"],
    "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
}
REFUSALS = {
    status: {"description": text, "content": {"application/json": {"schema": NO_TOKEN}}}
    for status, text in (
        ("400", "The request is not in order."),
        ("401", "The assertion does not show who sends it."),
    )
}


@blueprint.route("/oauth/token")
class Tokens(MethodView):
    """Access tokens for a signed assertion (RFC 7523, SMART Backend Services)."""

    @public
    @blueprint.doc(responses={"200": {"description": "A token."}} | REFUSALS)
    def post(self) -> Response:
        """Give a token to a client that shows by its key who it is."""
        form = request.form
        try:
            granted = grant_token(
                house(),
                grant_type=form.get("grant_type", ""),
                assertion_type=form.get("client_assertion_type", ""),
                assertion=form.get("client_assertion", ""),
                scope=form.get("scope", ""),
            )
        except NoToken as refused:
            sign_ins.labels(kind="machine", outcome="refused").inc()
            answer = jsonify({"error": refused.error, "error_description": refused.text})
            answer.status_code = 401 if refused.error == "invalid_client" else 400
            return answer
        sign_ins.labels(kind="machine", outcome="done").inc()
        return jsonify(granted)


@blueprint.route("/.well-known/smart-configuration")
class SmartConfiguration(MethodView):
    """Where and how machines sign in."""

    @public
    @blueprint.doc(responses={"200": {"description": "The configuration."}})
    def get(self) -> dict[str, Any]:
        """Describe the token endpoint."""
        return {
            "issuer": house().settings.address,
            "jwks_uri": f"{house().settings.address}/oauth/jwks.json",
            "token_endpoint": f"{house().settings.address}/oauth/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
            "scopes_supported": sorted({*MACHINE_SCOPES, *CONVENER_SCOPES}),
            "code_challenge_methods_supported": ["S256"],
            "capabilities": ["client-confidential-asymmetric"],
        }


@blueprint.route("/oauth/jwks.json")
class Keys(MethodView):
    """The public key with which access tokens are signed (RFC 7517)."""

    @public
    @blueprint.doc(responses={"200": {"description": "The key set."}})
    def get(self) -> dict[str, Any]:
        """Return the key set."""
        return {"keys": [house().token_key.public]}
