"""Modifier extensions: one that is not known may turn a resource into its opposite.

HL7 FHIR R4: who does not understand a modifier extension shall not use the resource. The same
holds for implicit rules.
"""

from collections.abc import Iterator

import msgspec

from adapters.fhir.failures import FAILURES
from schemas.fault import Fault

# It says that a resource is made for testing, which changes nothing here.
HARMLESS = frozenset({"http://hl7.org/fhir/us/cqfmeasures/StructureDefinition/cqfm-isTestCase"})
MODIFIER = b'"modifierExtension"'
RULES = b'"implicitRules"'
MODIFIERS = (MODIFIER, RULES)
MODIFIER_REMEDY = "leave the modifier extension out, if the resource is true without it"
RULES_REMEDY = "leave the implicit rules out, if the resource is true without them"


def may_be_modified(content: bytes) -> bool:
    """Say whether some JSON speaks of a modifier anywhere, as next to none does."""
    return MODIFIER in content or RULES in content


def modified(content: bytes, kind: str, *, file: str, position: int) -> Iterator[Fault]:
    """Yield a fault for each kind of modifier in a resource that is not known.

    The path names the resource alone: what stands between is the sender's to name.
    """
    try:
        whole = msgspec.json.decode(content)
    except FAILURES:
        return
    if any(not _is_harmless(found) for found in _named(whole, "modifierExtension")):
        yield Fault(
            rule="modifier-extension",
            remedy=MODIFIER_REMEDY,
            file=file,
            position=position,
            field=f"{kind}.modifierExtension",
        )
    if any(True for _ in _named(whole, "implicitRules")):
        yield Fault(
            rule="implicit-rules",
            remedy=RULES_REMEDY,
            file=file,
            position=position,
            field=f"{kind}.implicitRules",
        )


def _named(value: object, name: str) -> Iterator[object]:
    """Yield every element of a name, at any depth."""
    if isinstance(value, list):
        for inside in value:
            yield from _named(inside, name)
    elif isinstance(value, dict):
        for key, inside in value.items():
            if key == name:
                yield inside
            else:
                yield from _named(inside, name)


def _is_harmless(extensions: object) -> bool:
    """Say whether every extension is known."""
    return isinstance(extensions, list) and all(
        isinstance(one, dict) and one.get("url") in HARMLESS for one in extensions
    )
