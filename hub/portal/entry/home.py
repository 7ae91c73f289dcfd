"""The home of each audience."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from hub.portal.access import requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.caller import Caller

# The first whose scope is open; then by the kind of the participant.
BY_SCOPE = (
    ("participant.read", "list_participants"),
    ("decision.read", "withheld_rows"),
    ("release.approve", "list_releases"),
    ("job.read", "ledger"),
)
BY_KIND = {
    "payer": ("submission.read", "list_submissions"),
    "practice": ("report.read", "your_measures"),
    "purchaser": ("report.read", "region"),
}


@portal.get("/")
@requires("session.own")
def home() -> Response:
    """Lead to the home of the caller's audience."""
    return redirect(url_for(f"portal.{_home(signed_in())}"))


def _home(found: Caller) -> str:
    for scope, endpoint in BY_SCOPE:
        if found.may(scope):
            return endpoint
    scope, endpoint = BY_KIND.get(found.kind, ("", ""))
    if found.may(scope):
        return endpoint
    return "own_agreement" if found.may("agreement.read") else "methods"
