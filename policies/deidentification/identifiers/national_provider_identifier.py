"""45 CFR 164.514(b)(2)(i)(K): a licence of the person: an NPI where a person's token should be."""

import polars as pl

from policies.deidentification.checksums import digits_of, luhn
from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule

# An NPI is checked as if it stood behind the issuer number of US health care (45 CFR 162.406).
ISSUER = "80840"


def _checks(candidates: pl.Series) -> pl.Series:
    return luhn(ISSUER + digits_of(candidates))


NATIONAL_PROVIDER_IDENTIFIER = ValueRule(
    name="national-provider-identifier",
    citation="45 CFR 164.514(b)(2)(i)(K), (R)",
    means="an NPI in the place of a person's token",
    remedy="NPIs belong in the practice and provider columns; use a token for the person",
    whole=r"[12]\d{9}",
    whole_in=frozenset({Place.PERSON}),
    confirms=_checks,
)
