"""Line of business from the payer type: the Source of Payment Typology (SOP, NAHDO), by its digits.

A longer code lies within the shorter one that it begins with; the longest rule that fits holds.
"""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.fhir.concepts import parts
from schemas.code_system import PAYER_TYPE, canonical

LINES: Mapping[str, str] = MappingProxyType(
    {
        "1": "medicare",
        "11": "medicare-advantage",
        "14": "dual",
        "2": "medicaid",
        "3": "other",
        "4": "other",
        "5": "commercial",
        "6": "commercial",
        "7": "other",
        "8": "uninsured",
        "9": "other",
    }
)
MEDICARE = frozenset({"medicare", "medicare-advantage"})


def line_of_business(payer_type: bytes) -> str | None:
    """Return the line of business of a coverage by its type (JSON); None where none is said."""
    lines = {found for code in _codes(payer_type) if (found := _line(code))}
    if not lines:
        return None
    if "medicaid" in lines and lines & MEDICARE:
        return "dual"
    return min(lines, key=list(LINES.values()).index)


def _codes(payer_type: bytes) -> list[str]:
    """Return the codes of the typology in a coded element."""
    codings, _ = parts(payer_type)
    return [
        (coding.code or "").strip()
        for coding in codings
        if canonical((coding.system or PAYER_TYPE).strip()) == PAYER_TYPE
    ]


def _line(code: str) -> str | None:
    prefixes = (code[:length] for length in range(len(code), 0, -1))
    return next((LINES[prefix] for prefix in prefixes if prefix in LINES), None)
