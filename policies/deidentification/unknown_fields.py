"""45 CFR 164.514(b)(2): what no table of the shared schema has is refused, named or not."""

from collections.abc import Iterator

import polars as pl

from policies.deidentification.allowance import Allowance
from policies.deidentification.finding import Finding
from policies.deidentification.named_fields import (
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
UNKNOWN_ELEMENT = "leave the element out; the hub does not know what it says"


def unknown_fields(batch: Batch, allowance: Allowance) -> Iterator[Finding]:
    """Find the columns and elements that the file carries and no table holds.

    Each is named by what it is called, and again by each kind of identifier among its values.
    """
    for name, texts in batch.surplus.items():
        if speaks_of_a_provider(name):
            continue
        held = len(texts) - texts.null_count()
        rule, remedy = _named(name)
        yield Finding(name, rule, remedy, held=held)
        for value_rule, mask in found(texts.cast(pl.String), Place.TEXT):
            if value_rule.name != rule and not may_stay(value_rule, allowance):
                yield Finding(name, value_rule.name, value_rule.remedy, held=int(mask.sum()))


def _named(name: str) -> tuple[str, str]:
    field = field_named(name)
    if field is not None:
        return field.rule, REMEDY
    if is_element(name):
        return "unknown-element", UNKNOWN_ELEMENT
    return "unknown-column", UNKNOWN_COLUMN
