"""45 CFR 164.514(b)(2)(i)(G): social security numbers."""

import polars as pl

from policies.deidentification.checksums import digits_of
from policies.deidentification.place import Place
from policies.deidentification.value_rule import DASH, ValueRule, bounded


def _was_issued(candidates: pl.Series) -> pl.Series:
    """No area is 000 or 666, no group 00, no serial 0000; areas from 900 on are taxpayers' numbers.

    Those are identifiers too, but only the written form tells them from any other nine digits.
    """
    digits = digits_of(candidates)
    area = digits.str.slice(0, 3)
    bare = candidates.str.len_chars() == 9
    return (
        ~area.is_in(pl.Series(["000", "666"]).implode())
        & (digits.str.slice(3, 2) != "00")
        & (digits.str.slice(5, 4) != "0000")
        & ~(bare & area.str.starts_with("9"))
    )


SOCIAL_SECURITY_NUMBER = ValueRule(
    name="social-security-number",
    citation="45 CFR 164.514(b)(2)(i)(G)",
    means="a social security number or a taxpayer's number",
    remedy="leave the number out; use a token for the person",
    # Dots on either side would make it an object identifier.
    within=bounded(rf"\d{{3}}{DASH}\d{{2}}{DASH}\d{{4}}|\d{{3}} \d{{2}} \d{{4}}")
    + r"|(?:^|[^0-9A-Za-z.])\d{3}\.\d{2}\.\d{4}(?:[^0-9A-Za-z.]|\.?$)"
    + r"|(?i:ssn)[^0-9A-Za-z]{0,3}\d{9}",
    whole=r"\d{9}",
    whole_in=frozenset({Place.PERSON, Place.TEXT}),
    confirms=_was_issued,
)
# The same without a test of its own: a payer may number millions of claims so.
AREA = r"(?:[1-578]\d\d|0(?:0[1-9]|[1-9]\d)|6(?:[0-57-9]\d|6[0-57-9]))"
GROUP, SERIAL = r"(?:0[1-9]|[1-9]\d)", r"(?:[1-9]\d{3}|0[1-9]\d\d|00[1-9]\d|000[1-9])"
# Nothing tells it from the number of a claim, which is an identifier under Safe Harbor too.
NINE_DIGITS_AS_KEY = ValueRule(
    name="social-security-number",
    citation="45 CFR 164.514(b)(2)(i)(G), (R)",
    means="nine digits alone as the key of a record, as a social security number is written too",
    remedy="make the keys of records anew (hub prepare)",
    whole=AREA + GROUP + SERIAL,
    whole_in=frozenset({Place.RECORD}),
)
