"""The pages for what went wrong: plain words, what to do next, and no value."""

from typing import Any

import structlog
from flask import g, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from hub.portal.blueprint import portal
from hub.services.agreements.end_agreement import AlreadyEnded
from hub.services.agreements.facts import NoSuchAgreement
from hub.services.agreements.sign_agreement import CannotSign
from hub.services.refusal import Refused
from policies.lifecycle.lifecycle import ImpossibleTransition

PAGES = {
    401: (
        "You are not signed in any more",
        "Nothing was changed. Sign in, then do it once more.",
    ),
    403: ("This page is not open to you", "None of your roles opens it."),
    404: ("There is no such page", "It is not there, or it is not yours to see."),
    413: (
        "The file is too large",
        "Hand it in in parts, or ask for a larger bound in the agreement.",
    ),
    429: ("Too many requests", "Wait a minute, then try again."),
    500: (
        "Something went wrong here",
        "It was noted. Try again; if it stays, tell the coordinator.",
    ),
    503: (
        "The hub cannot reach its database",
        "Nothing is lost. Try again in a minute; if it stays, tell the coordinator.",
    ),
}


def error_page(status: int) -> tuple[str, int]:
    """Return the page of a status; it tells nothing of what was asked for."""
    title, advice = PAGES.get(status, PAGES[500] if status >= 500 else PAGES[404])
    return render_template("error.html", title=title, advice=advice, status=status), status


def told(text: str, status: int) -> tuple[str, int]:
    """Return the page of a refusal in plain words."""
    return render_template("refused.html", text=text), status


@portal.errorhandler(HTTPException)
def failed(failure: HTTPException) -> Any:
    """Answer an HTTP failure of a page."""
    return error_page(failure.code or 500)


@portal.errorhandler(Refused)
def refused(refusal: Refused) -> Any:
    """Answer what a rule of the hub refused; what is not there looks as what is not yours."""
    return error_page(404) if refusal.status == 404 else told(refusal.text, refusal.status)


@portal.errorhandler(NoSuchAgreement)
def no_agreement(_failure: NoSuchAgreement) -> Any:
    """Answer for an agreement that is not there, or not yours."""
    return error_page(404)


@portal.errorhandler(CannotSign)
@portal.errorhandler(ImpossibleTransition)
def impossible(failure: Exception) -> Any:
    """Answer a step that the state does not allow."""
    return told(str(failure), 409)


@portal.errorhandler(AlreadyEnded)
def ended(_failure: AlreadyEnded) -> Any:
    """Answer a second termination."""
    return told("the agreement was terminated before", 409)


@portal.errorhandler(OperationalError)
def away(failure: OperationalError) -> Any:
    """Answer while the database cannot be reached."""
    structlog.get_logger().exception("database-away", exc_info=failure)
    g.portal_caller = None  # else the frame of the page would ask the database who this is
    return error_page(503)


@portal.errorhandler(Exception)
def broken(failure: Exception) -> Any:
    """Answer what nobody foresaw, and note it by its kind."""
    log = structlog.get_logger()
    log.exception("request-failed", exc_info=failure, endpoint=request.endpoint or "")
    return error_page(500)
