"""Who a FHIR Consent speaks of: recipients by every name they have, disclosers, and classes."""

from collections.abc import Iterator

from policies.consent.fhir.element import Document, codes, objects, text
from policies.recipient import SOMEBODY_DESCRIBED, has_class

# Roles (v3-ParticipationType, v3-RoleClass, contractsignertypecodes) that no recipient has.
DISCLOSERS = frozenset({"CST", "AUT", "INF", "SOURCE", "DISCLOSER"})
OTHERS = frozenset({"CONSENTER", "GRANTOR", "DELEGATOR", "PAT", "SUBJECT", "HPOWATT", "GUARD"})


def recipients(actors: object, document: Document) -> frozenset[str]:
    """Return the names of the actors of a provision to whom it speaks as recipients."""
    found = [
        actor for actor in objects(actors) if not codes(actor.get("role")) & (DISCLOSERS | OTHERS)
    ]
    return frozenset(name for actor in found for name in _names_or_class(actor, document))


def disclosers(actors: object, document: Document) -> frozenset[str]:
    """Return who may disclose, where actors say so by reference or identifier.

    A class of them, or a mere name, is no limit that anybody could hold a contributor to.
    """
    roles = [actor for actor in objects(actors) if codes(actor.get("role")) & DISCLOSERS]
    bare = [
        {key: one[key] for key in ("reference", "identifier") if key in one}
        for actor in roles
        for one in objects(actor.get("reference"))
    ]
    found = [frozenset(names(one, document)) for one in bare]
    known = bool(found) and all(found) and len(found) == len(roles)
    return frozenset[str]().union(*found) if known else frozenset()


def recipients_named(references: object, document: Document) -> frozenset[str]:
    """Return every name of the parties that a list of References gives."""
    return frozenset(name for one in objects(references) for name in names(one, document))


def names(reference: object, document: Document) -> Iterator[str]:
    """Yield every name that a Reference gives: the reference, its id, identifier and display."""
    for one in objects(reference):
        written = text(one.get("reference"))
        if written.startswith("#"):
            yield from _contained(written.removeprefix("#"), document)
        elif written:
            yield written
            yield written.split("/_history/")[0].rsplit("/", maxsplit=1)[-1]
        yield from _identifiers(one)
        if display := text(one.get("display")):
            yield display


def _names_or_class(actor: Document, document: Document) -> Iterator[str]:
    found = list(names(actor.get("reference"), document))
    yield from found
    # Somebody who is only described, by a role for instance, matches nobody by name.
    if not found or (has_class(frozenset(found)) and len(found) == 1):
        yield SOMEBODY_DESCRIBED


def _contained(name: str, document: Document) -> Iterator[str]:
    for resource in objects(document.get("contained")):
        if text(resource.get("id")) != name:
            continue
        yield from _identifiers(resource)
        if title := text(resource.get("name")):
            yield title


def _identifiers(holder: Document) -> Iterator[str]:
    for identifier in objects(holder.get("identifier")):
        if value := text(identifier.get("value")):
            yield value
