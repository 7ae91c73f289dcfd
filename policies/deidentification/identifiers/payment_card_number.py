"""45 CFR 164.514(b)(2)(i)(J): account numbers: a payment card's."""

import polars as pl

from policies.deidentification.checksums import digits_of, luhn
from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule, bounded


def _checks(candidates: pl.Series) -> pl.Series:
    return luhn(digits_of(candidates))


PAYMENT_CARD_NUMBER = ValueRule(
    name="payment-card-number",
    citation="45 CFR 164.514(b)(2)(i)(J)",
    means="the number of a payment card",
    remedy="leave the number out",
    # Issuers of cards begin with 3 to 6 (ISO/IEC 7812-1); American Express groups 4-6-5.
    within=bounded(
        r"[3-6]\d{3}-\d{4}-\d{4}-\d{4}|[3-6]\d{3} \d{4} \d{4} \d{4}|3[47]\d{2}[- ]\d{6}[- ]\d{5}"
    ),
    whole=r"[3-6]\d{14,15}",
    whole_in=frozenset({Place.PERSON, Place.TEXT}),
    confirms=_checks,
)
