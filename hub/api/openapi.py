"""How the API describes itself: OpenAPI 3.1 at /api/v1/openapi.json."""

from types import MappingProxyType

SETTINGS = MappingProxyType(
    {
        "API_TITLE": "RESET hub",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
    }
)
