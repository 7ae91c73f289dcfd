"""45 CFR 164.514(b)(2)(i)(K): certificate and licence numbers: a registration of the DEA."""

import polars as pl

from policies.deidentification.checksums import dea, digits_of
from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule, bounded


def _checks(candidates: pl.Series) -> pl.Series:
    return dea(digits_of(candidates).str.tail(7))


DEA_REGISTRATION = ValueRule(
    name="dea-registration",
    citation="45 CFR 164.514(b)(2)(i)(K)",
    means="a registration of the Drug Enforcement Administration",
    remedy="leave the registration out",
    # Registrant type, first letter of the name (9 for a business), seven digits.
    within=bounded(r"(?i:[ABCDEFGHJKLMPRSTUX][A-Z9])\d{7}"),
    searched_in=frozenset({Place.PERSON, Place.TEXT}),
    confirms=_checks,
)
