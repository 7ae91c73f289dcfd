"""45 CFR 164.514(b)(2): what no table of the shared schema has is refused, named or not."""

from collections.abc import Iterator
from types import MappingProxyType

import polars as pl

from policies.deidentification.allowance import Allowance
from policies.deidentification.finding import Finding
from policies.deidentification.named_fields import (
    DATE_OF_A_PERSON,
    REMEDY,
    field_named,
    is_element,
    speaks_of_a_provider,
)
from policies.deidentification.place import Place
from policies.deidentification.scan import found
from policies.deidentification.values import may_stay
from schemas.batch import Batch

UNKNOWN_COLUMN = "leave the column out, or give it the name of a column of the shared schema"
FINER_DATE = "write no more of the date than the basis allows"
UNKNOWN_ELEMENT = "leave the element out; the hub does not know what it says"


# A FHIR date that says no more than a year, a month or a day.
WRITTEN = MappingProxyType(
    {
        "year": r"^\d{4}$",
        "month": r"^\d{4}(?:-\d{2})?$",
        "day": r"^\d{4}(?:-\d{2}(?:-\d{2})?)?$",
    }
)


def unknown_fields(batch: Batch, allowance: Allowance) -> Iterator[Finding]:
    """Find the columns and elements that the file carries and no table holds.

    Each is named by what it is called, and again by each kind of identifier among its values.
    """
    for name, texts in batch.surplus.items():
        if speaks_of_a_provider(name) or _is_coarse_date(name, texts, allowance):
            continue
        held = len(texts) - texts.null_count()
        rule, remedy = _named(name)
        yield Finding(name, rule, remedy, held=held)
        for value_rule, mask in found(texts.cast(pl.String), Place.TEXT):
            if value_rule.name != rule and not may_stay(value_rule, allowance):
                yield Finding(name, value_rule.name, value_rule.remedy, held=int(mask.sum()))


def _is_coarse_date(name: str, texts: pl.Series, allowance: Allowance) -> bool:
    """Say whether an element holds nothing but dates as coarse as the basis lets dates be."""
    field = field_named(name) if is_element(name) else None
    if field is None or field.rule != DATE_OF_A_PERSON:
        return False
    return bool(texts.drop_nulls().str.contains(WRITTEN[allowance.date_precision]).all())


def _named(name: str) -> tuple[str, str]:
    field = field_named(name)
    if field is not None:
        dated = field.rule == DATE_OF_A_PERSON and is_element(name)
        return field.rule, FINER_DATE if dated else REMEDY
    if is_element(name):
        return "unknown-element", UNKNOWN_ELEMENT
    return "unknown-column", UNKNOWN_COLUMN
