"""Errors of the API as problem documents (RFC 9457): plain words, and no value of a person."""

import errno
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, jsonify, request
from flask_smorest import Api
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from hub.services.agreements.end_agreement import AlreadyEnded
from hub.services.agreements.facts import NoSuchAgreement
from hub.services.agreements.sign_agreement import CannotSign
from hub.services.refusal import Refused
from policies.lifecycle.lifecycle import ImpossibleTransition
from schemas.problem import Problem

TYPE = "application/problem+json"
ABOUT_THE_BODY = frozenset({"Content-Type", "Content-Length"})
NOT_MODIFIED, UNAUTHORIZED = 304, 401
SOON_SECONDS = 10
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
WORDS = {
    400: "the request cannot be read",
    401: "sign in first",
    403: "this is not open to you",
    404: "there is nothing here, or nothing that is yours",
    405: "this cannot be done here",
    413: "the body is too large",
    412: "it was changed since you read it; read it again",
    415: "the body is of the wrong type",
    422: "the request is not in order",
    428: "say by If-Match which version you read",
    429: "too many requests",
    500: "something went wrong on our side; it was logged",
    503: "the hub cannot reach its database at the moment; send it again later",
    507: "the hub has no room for it at the moment; nothing of it was kept, send it again later",
}


def speak_problems(app: Flask, api: Api) -> None:
    """Let every error of the API leave as a problem; the pages have error pages of their own."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NoSuchAgreement, _not_there)
    for kind in (CannotSign, ImpossibleTransition):
        app.register_error_handler(kind, _impossible)
    app.register_error_handler(AlreadyEnded, _ended)
    app.register_error_handler(HTTPException, http_problem)
    app.register_error_handler(OperationalError, _away)
    app.register_error_handler(Exception, _unforeseen)
    api.handle_http_exception = http_problem


def problem(found: Problem, *, errors: Any = None) -> Response:
    """Return a problem as an answer."""
    document = found.document() | ({"errors": errors} if errors else {})
    answer = jsonify(document)
    answer.status_code = found.status
    answer.content_type = TYPE
    return answer


def _refused(refused: Refused) -> Response:
    return problem(refused.problem)


def _not_there(_failure: NoSuchAgreement) -> Response:
    return problem(Problem(type="not-found", title=WORDS[404], status=404))


def _impossible(failure: Exception) -> Response:
    return problem(Problem(type="wrong-state", title=str(failure), status=409))


def _ended(_failure: AlreadyEnded) -> Response:
    return problem(
        Problem(type="wrong-state", title="the agreement was terminated before", status=409)
    )


def http_problem(failure: HTTPException) -> Response | HTTPException:
    """Return an HTTP failure as a problem."""
    if failure.response is not None:
        return failure
    status = failure.code or 500
    if status == NOT_MODIFIED:
        return Response(status=status)
    title = WORDS.get(status, HTTPStatus(status).phrase)
    told = getattr(failure, "data", None) or {}
    found = Problem(
        type=HTTPStatus(status).phrase.lower().replace(" ", "-"), title=title, status=status
    )
    answer = problem(found, errors=told.get("messages"))
    for name, value in failure.get_headers():
        if name not in ABOUT_THE_BODY:  # what is left says what may be done: Allow, Retry-After
            answer.headers[name] = value
    if status == UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _away(failure: OperationalError) -> Response:
    structlog.get_logger().exception("database-away", exc_info=failure)
    answer = problem(Problem(type="unavailable", title=WORDS[503], status=503))
    answer.headers["Retry-After"] = str(SOON_SECONDS)
    return answer


def _unforeseen(failure: Exception) -> Response:
    structlog.get_logger().exception(
        "request-failed", exc_info=failure, endpoint=request.endpoint or ""
    )
    if isinstance(failure, OSError) and failure.errno in FULL:
        return problem(Problem(type="no-room", title=WORDS[507], status=507))
    return problem(Problem(type="internal", title=WORDS[500], status=500))
