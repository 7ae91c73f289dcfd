"""Identifiers of providers: the numbers by which the country knows them."""

from collections.abc import Iterable

import msgspec
from msgspec import Raw

from adapters.fhir.datatypes import ABSENT, Identifier, Reference
from adapters.fhir.failures import FAILURES

NPI = frozenset({"http://hl7.org/fhir/sid/us-npi", "urn:oid:2.16.840.1.113883.4.6"})
CCN = frozenset(
    {
        "http://terminology.hl7.org/NamingSystem/CCN",
        "urn:oid:2.16.840.1.113883.4.336",
        "http://hl7.org/fhir/sid/us-ccn",
    }
)
IDENTIFIERS = msgspec.json.Decoder(tuple[Identifier, ...])


def value_of(identifiers: Iterable[Identifier], systems: frozenset[str]) -> str | None:
    """Return the first value that an identifier of one of the systems has."""
    for found in identifiers:
        if found.system in systems:
            return found.value
    return None


def provider_number(identifier: Raw, systems: frozenset[str]) -> str | None:
    """Return the first value of one of the systems among the identifiers (JSON) of a resource."""
    return value_of(identifiers_of(identifier), systems)


def identifiers_of(identifier: Raw) -> tuple[Identifier, ...]:
    """Return the identifiers (JSON) of a resource; none where they cannot be read."""
    if identifier is ABSENT:
        return ()
    try:
        return IDENTIFIERS.decode(identifier)
    except FAILURES:
        return ()


def pointer(reference: Reference, kind: str) -> str | None:
    """Return what a reference to a provider says: its text, or else `kind` by the NPI given."""
    if reference.reference is not None or reference.identifier is None:
        return reference.reference
    npi = value_of((reference.identifier,), NPI)
    return f"{kind}/{npi}" if npi else None
