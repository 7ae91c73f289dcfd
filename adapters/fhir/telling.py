"""Words that tell of a person, wherever in a resource they stand, for the identifier gate to see.

What no table takes is shown by its path (surplus.py), and that is a list: R4 has a thousand places
for words. So each resource is looked through as bytes besides, and where something in it is shaped
like an address or number of a person, or names a person whom it refers to, every text in it is.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from adapters.fhir.contained import IMPERSONAL
from adapters.fhir.failures import FAILURES
from adapters.fhir.leaves import KINDS

# Who treats, pays and defines: what reaches them reaches no patient.
OF_NOBODY = frozenset(
    {
        *("ActivityDefinition", "CapabilityStatement", "CodeSystem", "ConceptMap", "Endpoint"),
        *("HealthcareService", "ImplementationGuide", "InsurancePlan", "Library", "Location"),
        *("Measure", "NamingSystem", "OperationDefinition", "Organization", "PlanDefinition"),
        *("OrganizationAffiliation", "Practitioner", "PractitionerRole", "Questionnaire"),
        *("SearchParameter", "StructureDefinition", "StructureMap", "ValueSet"),
    }
)
# Every digit as 0 and what stands between them as -, so that a shape is found as one text.
_ALIKE = bytes(
    ord("0") if chr(code) in "0123456789" else ord("-") if chr(code) in "-. )" else code
    for code in range(256)
)
# What SSNs and telephone numbers have in common, and days, object identifiers and UUIDs have not.
_COMMON = b"00-0000"
_SSN, _TELEPHONE, _IN_BRACKETS = b"000-00-0000", b"000-000-0000", b"000--000-0000"
AT = b"@"
_TELLS = re.compile(
    r"[0-9A-Za-z]@[0-9A-Za-z-]+\.[0-9A-Za-z.-]*[A-Za-z]{2}"
    r"|(?<![0-9A-Za-z])(?:[0-9]{3}([- ])[0-9]{2}\1[0-9]{4}"
    r"|(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}"
    r")(?![0-9A-Za-z])"
)
# A reference to the person with the name by which it is shown; a literal beginning is found fast.
SHOWN = re.compile(rb'Patient/[^"]{1,90}"\s*,\s*(?:"type"\s*:\s*"\w*"\s*,\s*)?"display"')
RELATIVE = b"RelatedPerson/"
_PERSONS = ("Patient/", RELATIVE.decode())


def may_tell(content: bytes) -> bool:
    """Say whether a resource may hold such words, at the price of four looks at its bytes."""
    if AT in content or RELATIVE in content or SHOWN.search(content):
        return True
    alike = content.translate(_ALIKE)
    # Spelled out: a generator costs more than the looks, and half of all resources come here.
    return _COMMON in alike and (_SSN in alike or _TELEPHONE in alike or _IN_BRACKETS in alike)


def telling(content: bytes, kind: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield path and text of each that tells of a person, apart from what is shown already.

    `known` are the paths within the type that others show.
    """
    try:
        whole = msgspec.json.decode(content)
    except FAILURES:
        return
    for path, text in _words(whole, ""):
        shown = any(path == each or path.startswith(f"{each}.") for each in known)
        if not shown:
            yield f"{kind}.{path}", text


def _words(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for each in value:
            yield from _words(each, path)
    elif isinstance(value, dict):
        if path and str(value.get("resourceType")) in IMPERSONAL | OF_NOBODY:
            return
        name = value.get("display")
        if isinstance(name, str) and str(value.get("reference")).startswith(_PERSONS):
            yield f"{path}.display", name
            value = {key: held for key, held in value.items() if key != "display"}
        for key, held in value.items():
            if key not in KINDS:
                yield from _words(held, f"{path}.{key}" if path else key)
    elif isinstance(value, str) and _TELLS.search(value):
        yield path, value
