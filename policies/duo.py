"""The Data Use Ontology (GA4GH DUO): which purposes of use its permissions are.

Source: DUO as of 2021; the identifiers are background knowledge, not checked against the ontology.
"""

from collections.abc import Iterable
from types import MappingProxyType

from policies.purpose import purpose_of
from schemas.record import record


@record
class Permission:
    """A permission of DUO: its identifier, and the purposes of use that it takes in."""

    identifier: str
    purposes: frozenset[str]


_BIOMEDICAL = frozenset({"BIORCH", "CLINTRCH", "DSRCH", "PRECLINTRCH", "TRANSRCH"})

# "No restriction" (NRES) is none of these: an agreement names what it permits. What the modifiers
# say stands in other terms of the agreement, or in the charter.
PERMISSIONS = MappingProxyType(
    {
        "GRU": Permission(identifier="DUO:0000042", purposes=frozenset({"HRESCH"})),
        "HMB": Permission(identifier="DUO:0000006", purposes=_BIOMEDICAL),
        "DS": Permission(identifier="DUO:0000007", purposes=frozenset({"DSRCH"})),
        "POA": Permission(identifier="DUO:0000011", purposes=frozenset({"POARCH"})),
        "CC": Permission(identifier="DUO:0000043", purposes=frozenset({"TREAT"})),
    }
)
_BY_NAME = MappingProxyType(PERMISSIONS | {each.identifier: each for each in PERMISSIONS.values()})


def purposes_named(words: Iterable[str]) -> frozenset[str]:
    """Return the purposes of an agreement: by code, by a plain word, or by a permission of DUO."""
    found = frozenset[str]()
    for word in words:
        permission = _BY_NAME.get(word.strip().upper())
        found |= permission.purposes if permission else {purpose_of(word)}
    return found


def codes_of(purposes: frozenset[str]) -> tuple[str, ...]:
    """Return the permissions of DUO that are wholly among the purposes, the widest alone."""
    whole = {name: each.purposes for name, each in PERMISSIONS.items() if each.purposes <= purposes}
    return tuple(
        name for name, held in whole.items() if not any(held < other for other in whole.values())
    )
