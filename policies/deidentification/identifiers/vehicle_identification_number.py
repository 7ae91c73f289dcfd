"""45 CFR 164.514(b)(2)(i)(L): vehicle identifiers."""

import polars as pl

from policies.deidentification.checksums import vehicle
from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule, bounded

NUMBER = "(?i:[0-9A-HJ-NPR-Z]{8}[0-9X][0-9A-HJ-NPR-Z]{8})"


def _checks(candidates: pl.Series) -> pl.Series:
    return vehicle(candidates.str.to_uppercase().str.replace_all("[^0-9A-Z]", ""))


def _check_together(candidates: pl.Series) -> pl.Series:
    """Of keys of that length that mean something else, one in eleven holds by chance."""
    letters = candidates.str.count_matches("[A-Za-z]") > 1
    holds = letters & _checks(candidates)
    return holds & (2 * holds.sum() > letters.sum())


VEHICLE_IDENTIFICATION_NUMBER = ValueRule(
    name="vehicle-identification-number",
    citation="45 CFR 164.514(b)(2)(i)(L)",
    means="a vehicle identification number",
    remedy="leave the number out",
    within=bounded(NUMBER),
    searched_in=frozenset({Place.TEXT}),
    confirms=_checks,
)
VEHICLE_AS_KEY = ValueRule(
    name=VEHICLE_IDENTIFICATION_NUMBER.name,
    citation=VEHICLE_IDENTIFICATION_NUMBER.citation,
    means="a vehicle identification number in the place of a token, a key or a code",
    remedy="make the tokens and keys anew (hub prepare)",
    whole=NUMBER,
    whole_in=frozenset({Place.PERSON, Place.RECORD, Place.CODE}),
    confirms=_check_together,
)
