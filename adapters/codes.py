"""A coded element as the hub keeps it: a canonical system and a normalised code.

The rules are scalar and cached; `adapters/coded_cells.py` applies them to the distinct codes of a
column, so that readers of columns and readers of objects (FHIR) share one text of the rules.
Sources: the code systems' own notations; [K] marks background knowledge, not read in a source.
"""

import re
from functools import lru_cache
from types import MappingProxyType

from schemas.code_system import (
    ACT_CODE,
    BILL_TYPE,
    CDT,
    CPT,
    CVX,
    DISCHARGE_STATUS,
    HCPCS,
    ICD9CM,
    ICD10CM,
    ICD10PCS,
    LOINC,
    MS_DRG,
    NDC,
    PLACE_OF_SERVICE,
    REVENUE,
    RXNORM,
    SNOMEDCT,
    TAXONOMY,
    canonical,
)

# Systems whose codes know no lower case. FHIR's own lists, such as condition-category, do.
UPPER = frozenset(
    {ACT_CODE, BILL_TYPE, CDT, CPT, HCPCS, ICD9CM, ICD10CM, ICD10PCS, LOINC, MS_DRG, REVENUE}
    | {TAXONOMY}
)

# Codes of these systems name no diagnosis.
NO_DIAGNOSIS = frozenset(
    {BILL_TYPE, CDT, CPT, CVX, HCPCS, ICD10PCS, MS_DRG, NDC, PLACE_OF_SERVICE, REVENUE, RXNORM}
)

# Codes have as many digits: zeros that a spreadsheet dropped come back, those in front of them go.
DIGITS = MappingProxyType({REVENUE: 4, PLACE_OF_SERVICE: 2, DISCHARGE_STATUS: 2, MS_DRG: 3})

_LEVEL_I = re.compile(r"[0-9]{4}[0-9FTUM]")
_LEVEL_II = re.compile(r"[A-V][0-9]{4}")
_DENTAL = re.compile(r"D[0-9]{4}")

SHAPES = MappingProxyType(
    {
        CPT: _LEVEL_I,
        # Level II codes, and modifiers of both levels.
        HCPCS: re.compile(r"[A-V]\d{4}|[0-9A-Z]{2}"),
        ICD10CM: re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?"),
        ICD9CM: re.compile(r"(\d{3}|V\d{2})(\.\d{1,2})?|E\d{3}(\.\d)?"),
        ICD10PCS: re.compile(r"[0-9A-HJ-NP-Z]{7}"),
        LOINC: re.compile(r"(L[A-Z])?[0-9]{1,7}-[0-9]"),
        SNOMEDCT: re.compile(r"\d{6,18}"),
        RXNORM: re.compile(r"\d{1,8}"),
        NDC: re.compile(r"\d{10,11}"),
        CDT: _DENTAL,
        PLACE_OF_SERVICE: re.compile(r"\d{2}"),
        REVENUE: re.compile(r"\d{4}"),
        BILL_TYPE: re.compile(r"\d{2}[0-9A-Z]?"),
        MS_DRG: re.compile(r"\d{3}"),
        DISCHARGE_STATUS: re.compile(r"\d{2}"),
        TAXONOMY: re.compile(r"[0-9A-Z]{9}X"),
    }
)


@lru_cache(maxsize=2**17)
def normalised(system: str, code: str) -> tuple[str, str]:
    """Return the canonical URI of `system` and the one spelling under which `code` is kept.

    A code that its system cannot hold comes back trimmed, for `well_formed` to judge.
    """
    system, code = canonical(system.strip()), code.strip()
    if system in UPPER:
        code = code.upper()
    if system in {CPT, HCPCS}:
        return _of_procedure(system, code)
    if system in {ICD10CM, ICD9CM}:
        return system, _dotted(system, code)
    if system == ICD10PCS:
        return system, code.replace(".", "")
    if system == NDC:
        return system, code.replace("-", "").replace(" ", "")
    if system == BILL_TYPE:
        return system, code[1:] if len(code) == 4 and code.startswith("0") else code
    if system == MS_DRG:
        # Some write its name before it, as in MS-DRG 895.
        code = code.removeprefix("MS-").removeprefix("DRG").lstrip()
    if system in DIGITS and code.isdecimal():
        return system, code.lstrip("0").zfill(DIGITS[system])
    return system, code


@lru_cache(maxsize=2**17)
def well_formed(system: str, code: str) -> bool:
    """Say whether a normalised code has the shape of its system; an unknown system has any."""
    if not code:
        return False
    shape = SHAPES.get(system)
    if shape is None:
        return True
    if not code.isascii() or shape.fullmatch(code) is None:
        return False
    return system != LOINC or code.startswith("L") or _checks(code)


def _of_procedure(system: str, code: str) -> tuple[str, str]:
    """HCPCS level I is CPT, its D-codes are CDT, and the rest HCPCS, whatever they come as."""
    if _LEVEL_I.fullmatch(code):
        return CPT, code
    if _DENTAL.fullmatch(code):
        return CDT, code
    return (HCPCS, code) if _LEVEL_II.fullmatch(code) else (system, code)


def _checks(code: str) -> bool:
    """Say whether the last digit of a LOINC is the mod 10 check digit of the others."""
    digits, _, check = code.partition("-")
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return (sum(number // 10 + number % 10 for number in doubled) + int(check)) % 10 == 0


def _dotted(system: str, code: str) -> str:
    """Put the dot after the third character; after the fourth of an ICD-9-CM E-code."""
    bare = code.replace(".", "").replace(" ", "")
    category = 4 if system == ICD9CM and bare.startswith("E") else 3
    return f"{bare[:category]}.{bare[category:]}" if len(bare) > category else bare
