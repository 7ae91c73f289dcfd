"""Who did something: among several references, the first clinician and the first practice."""

from collections.abc import Iterable

from adapters.fhir.datatypes import NO_REFERENCE, Reference
from adapters.fhir.identifiers import pointer


def practitioner_of(references: Iterable[Reference]) -> str | None:
    """Return the first reference to a practitioner or to a practitioner's role."""
    return next((found for found in _pointers(references) if may_be(found, "Practitioner")), None)


def organization_of(references: Iterable[Reference]) -> str | None:
    """Return the first reference to an organization, or to a role, which stands for one."""
    found = list(_pointers(references))
    wanted = (one for one in found if may_be(one, "Organization"))
    return next(wanted, next((one for one in found if "PractitionerRole/" in one), None))


def _pointers(references: Iterable[Reference]) -> list[str]:
    found = (pointer(reference, "Practitioner") for reference in references)
    return [one for one in found if one]


def may_be(reference: str, kind: str) -> bool:
    """Say whether a reference may be to a kind: a urn tells no type before its Bundle is known."""
    return kind in reference or reference.startswith(("urn:", "#"))


def practitioner(one: Reference) -> str | None:
    """Return the reference if it is to a practitioner or to a role."""
    return practitioner_of((one,)) if one is not NO_REFERENCE else None


def organization(one: Reference) -> str | None:
    """Return the reference if it is to an organization, or to a role."""
    return organization_of((one,)) if one is not NO_REFERENCE else None
