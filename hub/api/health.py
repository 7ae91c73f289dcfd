"""Whether the hub lives and is ready, and what it counts."""

import hmac

from flask import Response, abort, jsonify, request
from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from hub.api.access import public
from hub.api.house import house
from hub.platform.key_files import read_secret
from hub.platform.metrics import CONTENT_TYPE, exposition
from hub.services.submissions.held_submission import WAITING
from hub.store import ledger, submissions
from hub.store.schema import is_current

blueprint = Blueprint("health", __name__, description="Health of the service")


@blueprint.route("/healthz")
class Live(MethodView):
    """Whether the process answers."""

    @public
    @blueprint.doc(responses={"200": {"description": "It lives."}})
    def get(self) -> dict[str, str]:
        """Answer."""
        return {"status": "ok"}


@blueprint.route("/readyz")
class Ready(MethodView):
    """Whether requests can be served: the database is there, in the right version."""

    @public
    @blueprint.doc(responses={"200": {"description": "Ready."}, "503": {"description": "Not."}})
    def get(self) -> Response:
        """Ask the database."""
        try:
            with house().engine.connect() as connection:
                ready = is_current(connection)
        except SQLAlchemyError:
            ready = False
        answer = jsonify({"status": "ready" if ready else "not ready"})
        answer.status_code = 200 if ready else 503
        return answer


@blueprint.route("/metrics")
class Metrics(MethodView):
    """Counters for Prometheus, for whoever has the token."""

    @public
    @blueprint.doc(responses={"200": {"description": "The counters."}})
    def get(self) -> Response:
        """Return the counters; 404 where no token was set, or another was sent."""
        file = house().settings.metrics_token_file
        if file is None:
            abort(404)
        wanted = b"Bearer " + read_secret(file).strip()
        if not hmac.compare_digest(wanted, request.headers.get("Authorization", "").encode()):
            abort(404)
        counted = exposition(folder=house().settings.metrics_folder, now=_now())
        return Response(counted, content_type=CONTENT_TYPE)


def _now() -> dict[str, float]:
    with house().look() as work:
        waiting = submissions.count_waiting(work, states=WAITING)
        unsealed = ledger.count_unsealed_of(work)
    return {"hub_waiting_submissions": waiting, "hub_unsealed_events": unsealed}
