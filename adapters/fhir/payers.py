"""The payer that a coverage or a claim names: an organization, never a person who pays."""

from collections.abc import Iterable

from adapters.fhir.datatypes import Reference
from adapters.fhir.identifiers import pointer


def payer_of(references: Iterable[Reference]) -> str | None:
    """Return the first reference to an organization."""
    for reference in references:
        found = pointer(reference, "Organization")
        if found and _may_be_organization(found):
            return found
    return None


def _may_be_organization(reference: str) -> bool:
    """A urn tells no type before its Bundle is known, and is left to be resolved."""
    return "Organization" in reference or reference.startswith("urn:")
