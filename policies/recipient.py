"""Who is to receive: by name, by kind, and by a relationship to the patient where it is known."""

from types import MappingProxyType

from schemas.record import record

CONTRACTOR = "contractor"
INTERMEDIARY = "intermediary"
SOMEBODY_DESCRIBED = "somebody-described"

# How a consent may name a class of recipients (42 CFR 2.31(a)(4)), and the relationship that makes
# somebody one of them. No register proves it: without a known relationship a class matches nobody.
CLASSES = MappingProxyType(
    {
        "my-treating-providers": "treating-provider",
        "treating-providers": "treating-provider",
        "treating-provider": "treating-provider",
        "my-providers": "treating-provider",
        "health-plans": "health-plan",
        "my-health-plans": "health-plan",
        "health-plan": "health-plan",
        "third-party-payers": "third-party-payer",
        "third-party-payer": "third-party-payer",
        "people-helping-to-operate-this-program": "operations-support",
        # Whom a document describes in a way that no relationship matches.
        SOMEBODY_DESCRIBED: "nobody-known",
    }
)


@record
class Recipient:
    """The recipient of a disclosure; `relationship` is one of the values of CLASSES, or empty.

    `aliases` are other names and identifiers that it is known by.
    """

    id: str
    type: str
    relationship: str = ""
    aliases: frozenset[str] = frozenset()


def spelled(name: str) -> str:
    """Return a name or class as names are compared: lower case, words joined by hyphens."""
    return "-".join(name.replace("_", " ").replace("-", " ").lower().split())


def named(recipient: Recipient, names: frozenset[str]) -> bool:
    """Tell whether one of the names is the recipient's own."""
    return bool(own_names(recipient) & {spelled(name) for name in names})


def own_names(recipient: Recipient) -> frozenset[str]:
    """Return every name of the recipient, spelled; a FHIR reference also counts by its id."""
    written = {recipient.id, *recipient.aliases}
    ids = {name.rsplit("/", maxsplit=1)[-1] for name in written}
    return frozenset(spelled(name) for name in written | ids)


def of_class(recipient: Recipient, names: frozenset[str]) -> bool:
    """Tell whether one of the names is a class that the recipient is known to belong to."""
    relationships = {CLASSES[spelled(name)] for name in names if spelled(name) in CLASSES}
    return bool(recipient.relationship) and recipient.relationship in relationships


def has_class(names: frozenset[str]) -> bool:
    """Tell whether one of the names is a class, not a name."""
    return any(spelled(name) in CLASSES for name in names)
