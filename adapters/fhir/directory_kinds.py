"""What a practice is, and who gives primary care, by its provider taxonomy (NUCC).

The longest prefix that fits a code holds. The substance use programs are those of the TAF grouper
(T-MSIS); the other codes are background knowledge of the code set [K].
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from adapters.fhir.concepts import Coding, parts
from adapters.fhir.failures import FAILURES
from schemas.code_system import TAXONOMY, canonical

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "261QP2300X": "primary-care",
        "261QF0400X": "primary-care",
        "261QR1300X": "primary-care",
        "261QM0801X": "behavioral-health",
        "261QM0850X": "behavioral-health",
        "261QM0855X": "behavioral-health",
        "261QM2800X": "substance-use-program",
        "261QR0405X": "substance-use-program",
        "276400000X": "substance-use-program",
        "324500000X": "substance-use-program",
        "3245S0500X": "substance-use-program",
        "282": "hospital",
        "283": "hospital",
        "207Q": "primary-care",
        "208D": "primary-care",
        "2084": "behavioral-health",
    }
)
# Family and general practice, general internal medicine and paediatrics, and the nurse
# practitioners and physician assistants of them.
PRIMARY_CARE = frozenset(
    {
        "207Q00000X",
        "207QA0000X",
        "207QA0505X",
        "207QG0300X",
        "207R00000X",
        "207RG0300X",
        "208000000X",
        "208D00000X",
        "261QP2300X",
        "363AM0700X",
        "363LA2200X",
        "363LF0000X",
        "363LG0600X",
        "363LP0200X",
        "363LP2300X",
    }
)


def taxonomies(*spellings: bytes) -> list[str]:
    """Return the NUCC codes among coded elements (JSON)."""
    codings = [coding for spelling in spellings if spelling for coding in _codings(spelling)]
    return [
        (coding.code or "").strip().upper()
        for coding in codings
        if canonical((coding.system or "").strip()) == TAXONOMY
    ]


def coded(codes: Iterable[str]) -> bytes:
    """Return taxonomy codes as the JSON of codings; empty where there is none."""
    codings = [{"system": TAXONOMY, "code": code} for code in codes]
    return msgspec.json.encode(codings) if codings else b""


def kind_of_practice(codes: Iterable[str]) -> str | None:
    """Return the kind of practice that the first telling taxonomy names."""
    prefixes = (code[:length] for code in codes for length in range(len(code), 2, -1))
    return next((KINDS[prefix] for prefix in prefixes if prefix in KINDS), None)


def gives_primary_care(codes: Iterable[str]) -> bool | None:
    """Say whether a clinician gives primary care; nothing where no taxonomy is given."""
    given = list(codes)
    return not PRIMARY_CARE.isdisjoint(given) if given else None


def _codings(spelling: bytes) -> list[Coding]:
    try:
        return parts(spelling)[0]
    except FAILURES:
        return []
