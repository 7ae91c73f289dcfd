"""How the views document what may go wrong: each a problem document."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_smorest import Blueprint

from schemas.messages.problem import ProblemSchema

View = TypeVar("View", bound=Callable[..., Any])
TOLD = {
    401: "Nobody has signed in.",
    403: "The scope is not open to the caller.",
    404: "There is nothing here, or nothing that is the caller's.",
    409: "Its state does not allow it.",
    412: "It was changed since it was read.",
    422: "The request is not in order; `errors` says which field.",
    428: "If-Match is missing.",
}


def may_fail(blueprint: Blueprint, *statuses: int) -> Callable[[View], View]:
    """Document that a view may answer with these statuses, beside 401 and 403."""

    def documented(view: View) -> View:
        for status in (401, 403, *statuses):
            view = blueprint.alt_response(
                status,
                schema=ProblemSchema,
                content_type="application/problem+json",
                description=TOLD[status],
            )(view)
        return view

    return documented
