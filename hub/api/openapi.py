"""How the API describes itself: OpenAPI 3.1 at /api/v1/openapi.json."""

from types import MappingProxyType

from flask import Flask
from flask_smorest import Api

from schemas.messages.problem import ProblemSchema

SETTINGS = MappingProxyType(
    {
        "API_TITLE": "RESET hub",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
    }
)


class ProblemApi(Api):  # type: ignore[misc]
    """An API whose every view may answer with a problem, and says so."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = "PROBLEM"


def described(app: Flask) -> ProblemApi:
    """Return the API of an application, to which blueprints are added."""
    api = ProblemApi(app)
    problem = {"application/problem+json": {"schema": ProblemSchema}}
    told = {"description": "What went wrong.", "content": problem}
    api.spec.components.response(api.DEFAULT_ERROR_RESPONSE_NAME, told, lazy=True)
    return api
