"""Resources inside another one, where `#id` points at them."""

from collections.abc import Mapping

import msgspec
from msgspec import Raw, Struct

from adapters.fhir.datatypes import ABSENT, NO_REFERENCE, Identifier, Reference
from adapters.fhir.failures import FAILURES
from adapters.fhir.identifiers import NPI, value_of
from adapters.fhir.leaves import leaves, words_of

NONE_INSIDE: Mapping[str, "Inside"] = {}


class Inside(Struct, rename="camel"):
    """A contained resource, as far as it is looked into."""

    resource_type: str
    id: str | None = None
    code: Raw = ABSENT
    type: Raw = ABSENT
    identifier: tuple[Identifier, ...] = ()
    practitioner: Reference = NO_REFERENCE
    organization: Reference = NO_REFERENCE
    text: Raw = ABSENT
    note: Raw = ABSENT
    subscriber_id: str | None = None


# What is known of a provider, a drug or an order without naming a person.
IMPERSONAL = frozenset(
    {
        "Condition",
        "Coverage",
        "Device",
        "Location",
        "Medication",
        "Observation",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "ServiceRequest",
        "Substance",
    }
)
INSIDES = msgspec.json.Decoder(tuple[Inside, ...])


def insides(contained: Raw) -> Mapping[str, Inside]:
    """Return the contained resources by id; none where they cannot be read."""
    if contained is ABSENT:
        return NONE_INSIDE
    try:
        found = INSIDES.decode(bytes(contained))
    except FAILURES:
        return NONE_INSIDE
    return {inside.id: inside for inside in found if inside.id}


def contained_target(contained: Raw, reference: str) -> str | None:
    """Return where a reference to a contained provider leads: to the one of its NPI.

    A resource inside another one has no key of its own.
    """
    inside = insides(contained).get(reference.removeprefix("#"))
    if inside is None:
        return None
    if inside.resource_type == "PractitionerRole":
        return inside.practitioner.reference
    npi = value_of(inside.identifier, NPI)
    return f"{inside.resource_type}/{npi}" if npi else None


def contained_code(contained: Raw, reference: str) -> bytes:
    """Return the JSON of the code of a contained resource; empty where there is none."""
    inside = insides(contained).get(reference.removeprefix("#"))
    return bytes(inside.code) if inside else b""


def contained_type(contained: Raw, reference: str) -> bytes:
    """Return the JSON of the types of a contained resource; empty where there is none."""
    inside = insides(contained).get(reference.removeprefix("#"))
    return bytes(inside.type) if inside else b""


def words_inside(contained: bytes) -> list[str]:
    """Return the words of contained resources that may name a person.

    Of providers, drugs and orders those are the narrative, the notes and a subscriber's number;
    of anything else every word.
    """
    try:
        found = INSIDES.decode(contained)
        whole = msgspec.json.decode(contained)
    except FAILURES:
        return [contained.decode(errors="replace")]
    words = []
    for inside, everything in zip(found, whole, strict=True):
        if inside.resource_type in IMPERSONAL:
            spellings = [bytes(one) for one in (inside.text, inside.note) if one is not ABSENT]
            words += [words_of(spelling) for spelling in spellings]
            words += [inside.subscriber_id] if inside.subscriber_id else []
        else:
            words.append(" ".join(leaves(everything)))
    return words
