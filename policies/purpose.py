"""Purposes of use (HL7 v3-ActReason), and which purpose takes in which.

A consent or agreement that states a purpose states every purpose below it. HLEGAL stands below
LEGAL here, not below HOPERAT as in v3-ActReason: a consent for operations must not open the way to
proceedings (42 CFR 2.31(d)). LEGAL, LAWENF, PRICING and FUNDRAISING are the network's own codes:
v3-ActReason has none.
"""

from types import MappingProxyType

TREATMENT, PAYMENT, OPERATIONS = "TREAT", "HPAYMT", "HOPERAT"
RESEARCH, PUBLIC_HEALTH, LEGAL = "HRESCH", "PUBHLTH", "LEGAL"

_BELOW = {
    "TREAT": ("ETREAT", "COC", "POPHLTH"),
    "ETREAT": ("BTG", "ERTREAT"),
    "HPAYMT": (
        *("CLMATTCH", "COVAUTH", "COVERAGE", "ELIGDTRM", "ELIGVER", "ENROLLM", "MILDCRG"),
        "REMITADV",
    ),
    "HOPERAT": (
        *("CAREMGT", "HQUALIMP", "PERFMSR", "HACCRED", "HCOMPL", "HDECD", "HDIRECT", "HDM"),
        *("HOUTCOMS", "HPRGRP", "HSYSADMIN", "LABELING", "METAMGT", "MEMADMIN", "PATADMIN"),
        *("PATSFTY", "RECORDMGT", "SYSDEV", "TRAIN"),
    ),
    "SYSDEV": ("HTEST",),
    "HRESCH": ("BIORCH", "CLINTRCH", "DSRCH", "POARCH", "PRECLINTRCH", "TRANSRCH"),
    "CLINTRCH": ("CLINTRCHNPC", "CLINTRCHPC"),
    "PUBHLTH": ("DISASTER", "THREAT"),
    "PATRQT": ("FAMRQT", "PWATRNY", "SUPNWK"),
    "LEGAL": ("HLEGAL", "LAWENF"),
    "HMARKT": (),
    "FUNDRAISING": (),
    "PRICING": (),
}
ABOVE = MappingProxyType({below: above for above, belows in _BELOW.items() for below in belows})
PURPOSES = frozenset(_BELOW) | frozenset(ABOVE)


# Plain words for a purpose, as people write them in a request.
PLAIN = MappingProxyType(
    {
        "TREATMENT": TREATMENT,
        "PAYMENT": PAYMENT,
        "OPERATIONS": OPERATIONS,
        "HEALTH-CARE-OPERATIONS": OPERATIONS,
        "HEALTHCARE-OPERATIONS": OPERATIONS,
        "RESEARCH": RESEARCH,
        "PUBLIC-HEALTH": PUBLIC_HEALTH,
        "EMERGENCY": "ETREAT",
        "QUALITY-IMPROVEMENT": "HQUALIMP",
        "MARKETING": "HMARKT",
        "LAW-ENFORCEMENT": "LAWENF",
    }
)


def purpose_of(written: str) -> str:
    """Return a purpose by its code, whatever its case, or by a plain word for it."""
    name = "-".join(written.replace("_", " ").replace("-", " ").upper().split())
    return PLAIN.get(name, name)


def covers(stated: str, asked: str) -> bool:
    """Tell whether a statement of one purpose takes in another, by the hierarchy."""
    return stated == asked or (asked in ABOVE and covers(stated, ABOVE[asked]))


def any_covers(stated: frozenset[str], asked: str) -> bool:
    """Tell whether any of the stated purposes takes in the one asked for."""
    return any(covers(purpose, asked) for purpose in stated)
