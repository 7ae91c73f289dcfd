"""What is noted of every request: an id, a line of the log, and a count; nothing of its content."""

from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from hub.api.house import house
from hub.platform.metrics import request_seconds, requests

HEADER = "X-Request-Id"
NO_ENDPOINT = "none"


def watch(app: Flask) -> None:
    """Give each request an id of our own, and note what came of it."""
    app.before_request(_begin)
    app.after_request(_note)


def _begin() -> None:
    # An id that a sender chose would be a text that a sender chose, in our log.
    g.request_id, g.begun = house().ids(), perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _note(response: Response) -> Response:
    endpoint = request.endpoint or NO_ENDPOINT
    seconds = perf_counter() - g.get("begun", perf_counter())
    called = g.get("api_caller")
    requests.labels(endpoint=endpoint, method=request.method, status=response.status_code).inc()
    request_seconds.labels(endpoint=endpoint).observe(seconds)
    structlog.get_logger("hub.requests").info(
        "request-answered",
        endpoint=endpoint,
        method=request.method,
        status=response.status_code,
        seconds=round(seconds, 4),
        **({"caller": called.actor, "participant": called.participant} if called else {}),
    )
    response.headers[HEADER] = g.get("request_id", "")
    return response
