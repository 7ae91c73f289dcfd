"""The application: the API, the pages, and what every answer has in common."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

from hub.api import (
    access,
    agreement_acts,
    agreements,
    attribution,
    breaches,
    clients,
    decisions,
    disclosures,
    errors,
    events,
    health,
    measures,
    openapi,
    participants,
    people,
    programs,
    public_releases,
    releases,
    submissions,
    tokens,
    watching,
    wishes,
)
from hub.entry import SessionGate
from hub.portal.blueprint import add_portal
from hub.portal.errors import error_page
from hub.portal.gate import Wiring
from hub.services.house import House
from hub.services.participants.sessions import is_secure

API_BLUEPRINTS = (
    tokens.blueprint,
    submissions.blueprint,
    measures.blueprint,
    participants.blueprint,
    agreements.blueprint,
    agreement_acts.blueprint,
    releases.blueprint,
    public_releases.blueprint,
    decisions.blueprint,
    disclosures.blueprint,
    events.blueprint,
    breaches.blueprint,
    clients.blueprint,
    people.blueprint,
    programs.blueprint,
    wishes.blueprint,
    attribution.blueprint,
    health.blueprint,
)
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
READ_FORMS = frozenset({"portal", "tokens"})
OF_PROGRAMS = ("/api/", "/.well-known/", "/oauth/", "/metrics")
SMALL_BODY = 1 << 18
NOTHING: Mapping[str, str] = MappingProxyType({})
NO_FILES: Mapping[str, Path] = MappingProxyType({})
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


def create_app(
    house: House,
    *,
    demo_users: Mapping[str, str] = NOTHING,
    demo_files: Mapping[str, Path] = NO_FILES,
) -> Flask:
    """Return the application of a house.

    `demo_users` are logins by persona of the demo, `demo_files` what these personas hand in.
    """
    app = Flask("hub", static_folder=None)
    app.config |= openapi.SETTINGS | {
        "MAX_CONTENT_LENGTH": SMALL_BODY,
        "MAX_FORM_MEMORY_SIZE": SMALL_BODY,
        "TRUSTED_HOSTS": None,
    }
    app.extensions["house"] = house
    api = openapi.described(app)
    errors.speak_problems(app, api)
    watching.watch(app)
    app.before_request(_refuse_nul)
    access.guard(app)
    access.open_to_all(app, "api-docs.openapi_json")
    for blueprint in API_BLUEPRINTS:
        api.register_blueprint(blueprint)
    gate = SessionGate(house)
    add_portal(app, Wiring(house=house, gate=gate, demo_users=demo_users, demo_files=demo_files))
    app.register_error_handler(404, _not_found)
    app.after_request(_harden)
    if is_secure(house):
        app.after_request(_stay_secure)
    if proxies := house.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    return app


def _refuse_nul() -> None:
    """No database keeps a NUL: what holds one names nothing that there is.

    Of a body that is a file not a byte is read here, whatever it calls itself.
    """
    values = [request.path, *request.args.values()]
    if request.mimetype in FORMS and request.blueprint in READ_FORMS:
        values += request.form.values()
    if any("\x00" in value for value in values):
        abort(400)


def _not_found(failure: NotFound) -> ResponseReturnValue:
    """Whoever reads pages gets a page; a program gets a problem."""
    reads_pages = request.accept_mimetypes.accept_html and not request.path.startswith(OF_PROGRAMS)
    return error_page(404) if reads_pages else errors.http_problem(failure)


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _stay_secure(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
