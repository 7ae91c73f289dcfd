"""45 CFR 164.514(b)(2)(i): identifiers that stand in columns where they do not belong."""

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np
import polars as pl

from policies.deidentification.allowance import Allowance
from policies.deidentification.finding import Finding
from policies.deidentification.identifiers.date_in_text import DATE_IN_TEXT
from policies.deidentification.identifiers.social_security_number import NINE_DIGITS_AS_KEY
from policies.deidentification.place import Place
from policies.deidentification.scan import found, marked
from policies.deidentification.value_rule import ValueRule
from schemas.batch import Batch
from schemas.code_system import (
    ALIASES,
    BILL_TYPE,
    CDT,
    CPT,
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
)
from schemas.column import Column, Hipaa, Kind

# Choices were held to their list when the file was read; free text has a rule of its own.
PLACES = MappingProxyType(
    {
        Kind.PERSON: Place.PERSON,
        Kind.KEY: Place.RECORD,
        Kind.REFERENCE: Place.RECORD,
        Kind.CODES: Place.CODE,
        Kind.TEXT: Place.TEXT,
    }
)

# Codes of these systems were held to the shape of the system when the file was read.
SHAPED = frozenset(
    {BILL_TYPE, CDT, CPT, DISCHARGE_STATUS, HCPCS, ICD9CM, ICD10CM, ICD10PCS, LOINC, MS_DRG}
    | {NDC, PLACE_OF_SERVICE, REVENUE, RXNORM, SNOMEDCT, TAXONOMY}
)
# Words, no column: what begins threads while it is imported cannot be forked afterwards.
SPOKEN = tuple(sorted({*SHAPED, *ALIASES.values()}))
# Systems of HL7, of which there are many, beside those that the records speak.
KNOWN = "^(?:https?://terminology.hl7.org/|https?://hl7.org/fhir/)"


def values(batch: Batch, allowance: Allowance) -> Iterator[Finding]:
    """Find the values that look like an identifier of a person.

    What a directory's table says of a practice or clinician identifies no person.
    """
    for column in batch.table.columns:
        place = _place(batch, column)
        if place is None or _is_exempt(batch, column):
            continue
        for rule, mask in _hits(batch, column.name, place):
            if not may_stay(rule, allowance):
                yield Finding(column.name, rule.name, rule.remedy, mask)


def _place(batch: Batch, column: Column) -> Place | None:
    place = PLACES.get(column.kind)
    directory = column.hipaa is Hipaa.PROVIDER or not batch.table.has_person
    return Place.KEY if place is Place.RECORD and directory else place


def _hits(batch: Batch, name: str, place: Place) -> list[tuple[ValueRule, pl.Series]]:
    """Return the rules that some cell breaks; of a column that repeats each value is seen once."""
    known = batch.distinct.get(name)
    if known is None:
        return _in_cells(batch.cells(name), place)
    masks = [(rule, known.where(mask)) for rule, mask in _in_cells(known.values, place)]
    return [(rule, mask) for rule, mask in masks if mask.any()]


def _in_cells(cells: pl.Series, place: Place) -> list[tuple[ValueRule, pl.Series]]:
    return _in_codes(cells) if place is Place.CODE else found(cells, place)


def may_stay(rule: ValueRule, allowance: Allowance) -> bool:
    """Say whether what a rule finds may stay under this basis."""
    if rule is NINE_DIGITS_AS_KEY:
        return allowance.numbers_as_keys
    return rule is DATE_IN_TEXT and allowance.dates_in_text


def _is_exempt(batch: Batch, column: Column) -> bool:
    if column.hipaa in {Hipaa.FREE_TEXT, Hipaa.GEOGRAPHY}:
        return True
    return not batch.table.has_person and column.hipaa is Hipaa.PROVIDER


def _in_codes(cells: pl.Series) -> list[tuple[ValueRule, pl.Series]]:
    """Look through the codes of systems that have no shape to be held to."""
    if cells.null_count() == len(cells):
        return []
    codings = cells.explode(empty_as_null=False, keep_nulls=False)
    unshaped = _unshaped(codings.struct.field("system"))
    if not unshaped.any():
        return []
    lengths = cells.list.len().fill_null(0).to_numpy()
    rows = pl.Series(np.repeat(np.arange(len(cells)), lengths)).filter(unshaped)
    held: dict[str, tuple[ValueRule, pl.Series]] = {}
    for rule, mask in _in_codings(codings.filter(unshaped)):
        earlier = held[rule.name][1] if rule.name in held else rows.clear()
        held[rule.name] = rule, pl.concat([earlier, rows.filter(mask)])
    return [(rule, marked(hit.unique(), len(cells))) for rule, hit in held.values()]


def _in_codings(codings: pl.Series) -> Iterator[tuple[ValueRule, pl.Series]]:
    """Yield what stands in the codes, and of systems that nobody knows in their names too."""
    systems, codes = (codings.struct.field(name) for name in ("system", "code"))
    yield from found(codes, Place.CODE)
    unknown = ~(systems.is_in(SPOKEN).fill_null(value=True) | systems.str.contains(KNOWN))
    if unknown.any():
        rows = unknown.arg_true()
        for texts, place in ((codes, Place.LOCAL), (systems, Place.SYSTEM)):
            for rule, mask in found(texts.gather(rows), place):
                yield rule, marked(rows.filter(mask), len(codings))


def _unshaped(systems: pl.Series) -> pl.Series:
    """Say which systems have no shape; most columns speak one system, which is quick to see."""
    if not len(systems) or (systems[0] in SHAPED and systems.eq_missing(systems[0]).all()):
        return pl.Series([False])
    return ~systems.is_in(sorted(SHAPED)).fill_null(value=False)
