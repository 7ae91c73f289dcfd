"""Sign-in of machines: the token endpoint, and where it is described."""

from typing import Any

from flask import Response, jsonify, request
from flask.views import MethodView
from flask_smorest import Blueprint

from hub.api.access import public
from hub.api.house import house
from hub.services.machine_token import NoToken, grant_token
from hub.services.register_client import MACHINE_SCOPES

blueprint = Blueprint("tokens", __name__, description="Sign-in of machines")


@blueprint.route("/oauth/token")
class Tokens(MethodView):
    """Access tokens for a signed assertion (RFC 7523, SMART Backend Services)."""

    @public
    @blueprint.doc(responses={"200": {"description": "A token."}})
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
            answer = jsonify({"error": refused.error, "error_description": refused.text})
            answer.status_code = 401 if refused.error == "invalid_client" else 400
            return answer
        return jsonify(granted)


@blueprint.route("/.well-known/smart-configuration")
class SmartConfiguration(MethodView):
    """Where and how machines sign in."""

    @public
    @blueprint.doc(responses={"200": {"description": "The configuration."}})
    def get(self) -> dict[str, Any]:
        """Describe the token endpoint."""
        return {
            "token_endpoint": f"{house().settings.address}/oauth/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
            "scopes_supported": list(MACHINE_SCOPES),
            "capabilities": ["client-confidential-asymmetric"],
        }
