"""45 CFR 164.514(b)(2)(i)(B): geographic subdivisions smaller than a state."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from policies.deidentification.allowance import Allowance
from policies.deidentification.finding import Finding
from policies.parameter import words
from schemas.batch import Batch

NOWHERE = "000"


def geography(batch: Batch, allowance: Allowance, *, on: date) -> Iterator[Finding]:
    """Find the ZIP codes that say more than the basis allows."""
    if batch.table.name != "person":
        return
    zip3, zip5 = batch.cells("zip3"), batch.cells("zip5")
    yield from _zip5(zip5, allowance)
    if zip3.null_count() == len(zip3):
        return
    if allowance.zip3 == "none":
        yield Finding("zip3", "zip-code", "leave zip3 out", zip3.is_not_null())
        return
    misshapen = (~zip3.str.contains(r"^\d{3}$")).fill_null(value=False)
    if misshapen.any():
        yield Finding("zip3", "zip-code", "give three digits, no more", misshapen)
    if allowance.zip3 == "populous":
        sparse = zip3.is_in(restricted(on).implode()).fill_null(value=False)
        if sparse.any():
            remedy = f"write {NOWHERE} where 20,000 people or fewer live"
            yield Finding("zip3", "restricted-zip3", remedy, sparse)


def _zip5(zip5: pl.Series, allowance: Allowance) -> Iterator[Finding]:
    if not allowance.zip5:
        if zip5.null_count() < len(zip5):
            remedy = "leave zip5 out; zip3 may hold three digits"
            yield Finding("zip5", "zip-code", remedy, zip5.is_not_null())
        return
    misshapen = (~zip5.str.contains(r"^\d{5}(?:-\d{4})?$")).fill_null(value=False)
    if misshapen.any():
        yield Finding("zip5", "zip-code", "give five digits and nothing else", misshapen)


def restricted(on: date) -> pl.Series:
    """Return the ZIP codes of three digits that are given as 000 as of the day (String)."""
    return pl.Series(words("restricted_zip3", on=on), dtype=pl.String)
