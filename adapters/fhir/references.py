"""References between resources: `Type/id`, absolute, versioned, by urn, or by a condition.

Source: HL7 FHIR R4, references. The id of the resource is the key of its record.
"""

import re

import polars as pl

# After the type: the id, and perhaps a version; or, of a provider, a search by identifier, as in
# `Type?identifier=system|value`: an identifier of a person would be no token.
_TARGET = r"^(?:.*/)?{kind}/([^/?#|]+)(?:/_history/[^/]*)?$"
_SEARCH = r"^(?:.*/)?{kind}\?identifier=(?:[^|]*\|)?([^|&]+)$"
_URN = r"^urn:(?:uuid|oid):(.+)$"
_SIMPLE = r"^{kind}/[^/?#|]+$"

PROVIDERS = frozenset({"Practitioner", "PractitionerRole", "Organization", "Location"})


def keys(references: pl.Series, kind: str) -> pl.Series:
    """Return the id (String) in each reference to a resource of the kind; null for any other."""
    if references.str.contains(_SIMPLE.format(kind=kind)).all():
        return references.str.strip_prefix(f"{kind}/").alias("key")
    column = pl.col("reference").str
    frame = pl.DataFrame({"reference": references})
    # A urn that is not in the Bundle names no type: it is taken for what the place asks for.
    other = _SEARCH.format(kind=kind) if kind in PROVIDERS else _URN
    return frame.select(
        pl.coalesce(column.extract(_TARGET.format(kind=kind)), column.extract(other))
    ).to_series()


def key_of(reference: str | None, kind: str) -> str | None:
    """Return the id in one reference to a resource of the kind."""
    found = re.match(_TARGET.format(kind=kind), reference or "")
    return found[1] if found else None
