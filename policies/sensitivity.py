"""Sensitivity labels (HL7 v3-ActCode) and confidentiality, and which label takes in which."""

from types import MappingProxyType

PART2 = "42CFRPart2"
PART2_LABELS = frozenset({PART2, "42CFRPart2CD"})

# Labels that say "substance use", broad and narrow; ETH is the older, broader code.
SUBSTANCE_USE = frozenset({"SUD", "ETH", "ETHUD", "OPIOIDUD", *PART2_LABELS})

_ABOVE = MappingProxyType(
    {
        "ETHUD": ("SUD", "ETH"),
        "OPIOIDUD": ("SUD", "ETH"),
        "SUD": ("ETH", "BH"),
        "ETH": ("SUD",),
        "MH": ("BH",),
        "PSY": ("BH", "MH"),
        "PSYTHPN": ("PSY",),
    }
)
_LEVELS = ("U", "L", "M", "N", "R", "V")
SENSITIVITIES = frozenset(
    {*_ABOVE, *SUBSTANCE_USE, "BH", "HIV", "SDV", "SEX", "GDIS", "STD", "COGN", "DVD", "EMOTDIS"}
)

# HL7 v3-ActCode, refrain policies; DS4P puts them on what is disclosed with a consent.
MARKS = frozenset({"NODSCLCD", "NORDSCLCD"})
_SPELLINGS = MappingProxyType({name.lower(): name for name in (*SENSITIVITIES, *MARKS, *_LEVELS)})


def label_of(written: str) -> str:
    """Return a label as the hub spells it, whatever its case; `system|code` counts by its code."""
    code = written.rsplit("|", maxsplit=1)[-1].strip()
    return _SPELLINGS.get(code.lower(), code)


def covers(stated: str, label: str) -> bool:
    """Tell whether a label takes in another: OPIOIDUD is below SUD, SUD below BH."""
    seen, above = set[str](), {label}
    while above - seen:
        seen |= above
        above = {name for known in above for name in _ABOVE.get(known, ())}
    return stated in seen


def speaks_of(stated: str, labels: frozenset[str], *, part2: bool) -> bool:
    """Tell whether a stated label takes in a record with these labels.

    A confidentiality code is a high-water mark (FHIR security labels): R takes in what is
    restricted and everything below. A record with any sensitivity, or of Part 2, is R; others N.
    """
    if stated in PART2_LABELS:
        return part2 or bool(labels & PART2_LABELS)
    if stated in _LEVELS:
        return _LEVELS.index(stated) >= _LEVELS.index(confidentiality(labels, part2=part2))
    return any(covers(stated, label) for label in labels)


def excluded(redact: frozenset[str], labels: frozenset[str], *, part2: bool) -> bool:
    """Tell whether a record with these labels falls under what must be left out."""
    level = _LEVELS.index(confidentiality(labels, part2=part2))
    return any(
        _LEVELS.index(stated) <= level
        if stated in _LEVELS
        else speaks_of(stated, labels, part2=part2)
        for stated in redact
    )


def confidentiality(labels: frozenset[str], *, part2: bool) -> str:
    """Return R for a record that is sensitive or of Part 2, N for any other."""
    return "R" if part2 or labels else "N"
