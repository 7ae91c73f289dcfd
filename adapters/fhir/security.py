"""The security labels that come with a resource: kept as they are, never lowered."""

from adapters.fhir.fields.codes import Codes, codes
from schemas.code_system import ACT_CODE


def security(at: str = "meta.security") -> Codes:
    """The labels of the resource as a whole."""
    return codes("security", at, path="meta.security", system=ACT_CODE)
