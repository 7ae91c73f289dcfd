"""Who calls the API, and what may be called: a view that names no scope is closed."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, request
from flask.views import View as MethodViewType

from hub.api.house import house
from hub.services.participants import sessions
from hub.services.participants.machine_token import machine_of
from hub.services.participants.register_client import reach_of_machine
from hub.store.roles import EVERY
from hub.store.walls import EVERY_PARTICIPANT
from schemas.record import record

PUBLIC = "public"
CSRF_HEADER = "X-CSRF-Token"
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
View = TypeVar("View", bound=Callable[..., Any])


@record
class ApiCaller:
    """Who calls: `within` whose rows the scope of the view opens, `actor` who is told of."""

    actor: str
    participant: str
    within: str


def requires(scope: str) -> Callable[[View], View]:
    """Open a view to whoever has the scope, and to nobody else."""

    def marked(view: View) -> View:
        view.scope = scope  # type: ignore[attr-defined]
        return view

    return marked


def public(view: View) -> View:
    """Open a view to everybody."""
    view.scope = PUBLIC  # type: ignore[attr-defined]
    return view


def open_to_all(app: Flask, *endpoints: str) -> None:
    """Open views that a library brought with it."""
    for endpoint in endpoints:
        app.view_functions[endpoint] = public(partial(app.view_functions[endpoint]))


def guard(app: Flask) -> None:
    """Close every view of the application that is not opened; the pages guard themselves."""
    app.before_request(_check)


def caller() -> ApiCaller:
    """Return who calls a view that needs a scope."""
    found: ApiCaller = g.api_caller
    return found


def scope_of(endpoint: str, method: str) -> str | None:
    """Return the scope of a view, None where it names none."""
    view = current_app.view_functions[endpoint]
    kind: type[MethodViewType] | None = getattr(view, "view_class", None)
    function = getattr(kind, method.lower(), None) if kind else view
    found: str | None = getattr(function, "scope", None)
    return found


def _check() -> None:
    endpoint = request.endpoint
    if endpoint is None or endpoint.startswith("portal."):
        return
    scope = scope_of(endpoint, "get" if request.method in {"HEAD", "OPTIONS"} else request.method)
    if scope is None:
        abort(403)
    if scope == PUBLIC:
        return
    g.api_caller = _machine(scope) or _person(scope)


def _machine(scope: str) -> ApiCaller | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    machine = machine_of(house(), token)
    if machine is None:
        abort(401)
    if scope not in machine.scopes:
        abort(403)
    every = reach_of_machine(machine.kind, scope) == EVERY
    return ApiCaller(
        actor=machine.client,
        participant=machine.participant,
        within=EVERY_PARTICIPANT if every else machine.participant,
    )


def _person(scope: str) -> ApiCaller:
    secret = request.cookies.get(sessions.cookie_name(house()), "")
    person = sessions.person_of(house(), secret) if secret else None
    if person is None:
        abort(401)
    if scope not in person.reach:
        abort(403)
    token = request.headers.get(CSRF_HEADER, "")
    if request.method in CHANGES and not sessions.csrf_holds(secret, token):
        abort(403)
    every = person.reach[scope] == EVERY
    return ApiCaller(
        actor=person.user,
        participant=person.participant,
        within=EVERY_PARTICIPANT if every else person.participant,
    )
