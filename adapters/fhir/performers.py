"""Who did something: among several references, the first clinician and the first practice."""

from collections.abc import Iterable

from adapters.fhir.datatypes import NO_REFERENCE, Reference
from adapters.fhir.identifiers import pointer


def practitioner_of(references: Iterable[Reference]) -> str | None:
    """Return the first reference to a practitioner or to a practitioner's role."""
    for reference in references:
        found = pointer(reference, "Practitioner")
        if found and may_be(found, "Practitioner"):
            return found
    return None


def organization_of(references: Iterable[Reference]) -> str | None:
    """Return the first reference to an organization, or to a role, which stands for one."""
    role = None
    for reference in references:
        found = pointer(reference, "Practitioner")
        if found and may_be(found, "Organization"):
            return found
        if found and role is None and "PractitionerRole/" in found:
            role = found
    return role


def may_be(reference: str, kind: str) -> bool:
    """Say whether a reference may be to a kind: a urn tells no type before its Bundle is known."""
    return kind in reference or reference.startswith(("urn:", "#"))


def practitioner(one: Reference) -> str | None:
    """Return the reference if it is to a practitioner or to a role."""
    return practitioner_of((one,)) if one is not NO_REFERENCE else None


def organization(one: Reference) -> str | None:
    """Return the reference if it is to an organization, or to a role."""
    return organization_of((one,)) if one is not NO_REFERENCE else None
