"""Who may open a page: each view names its scope, and a view that names none is closed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from flask import abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from hub.portal.blueprint import WIRING, portal
from hub.portal.caller import Caller
from hub.portal.gate import Wiring
from hub.services.refusal import Refused
from hub.store.work import Work

PUBLIC = "public"
View = TypeVar("View", bound=Callable[..., Any])
OLD_FORM = "this form is of an earlier sign-in; load its page again, and send it once more"
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


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


def wiring() -> Wiring:
    """Return what the portal works with."""
    found: Wiring = current_app.extensions[WIRING]
    return found


def caller() -> Caller | None:
    """Return who makes this request; asked once a request."""
    if "portal_caller" not in g:
        g.portal_caller = wiring().gate.caller()
    found: Caller | None = g.portal_caller
    return found


def signed_in() -> Caller:
    """Return who makes this request, on a page that needs a sign-in."""
    found = caller()
    if found is None:
        abort(403)
    return found


def looking(scope: str) -> AbstractContextManager[Work]:
    """Read what the scope opens to the caller."""
    return wiring().house.look(within=signed_in().within(scope))


def begun(scope: str) -> AbstractContextManager[Work]:
    """Begin work on what the scope opens to the caller."""
    return wiring().house.begin(within=signed_in().within(scope))


@portal.before_request
def check_access() -> Response | None:
    """Close the view unless its scope is open; a form counts only with the token of the session."""
    view = current_app.view_functions[request.endpoint or ""]
    scope = PUBLIC if request.endpoint == "portal.static" else getattr(view, "scope", None)
    if scope is None:
        abort(403)
    if request.method in CHANGES:
        _check_origin()
    if scope == PUBLIC:
        return None
    found = caller()
    if found is None:
        return _to_sign_in()
    if not found.may(scope):
        abort(403)
    if request.method in CHANGES and not wiring().gate.csrf_holds(request.form.get("csrf", "")):
        raise Refused(rule="form", text=OLD_FORM, status=403)
    return None


def _check_origin() -> None:
    """A browser says from where a form comes; the form of another site does not count."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", request.host_url.rstrip("/"))
    if site not in {"same-origin", "none"} or origin != request.host_url.rstrip("/"):
        abort(403)


def _to_sign_in() -> Response:
    if request.method != "GET":
        abort(401)
    if request.headers.get("HX-Request"):
        # A part of a page cannot be the sign-in: the page is loaded anew, and led there.
        return Response(status=401, headers={"HX-Refresh": "true"})
    return redirect(url_for("portal.sign_in", then=request.full_path.rstrip("?")))
