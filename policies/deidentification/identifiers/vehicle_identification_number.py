"""45 CFR 164.514(b)(2)(i)(L): vehicle identifiers."""

import polars as pl

from policies.deidentification.checksums import vehicle
from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule, bounded


def _checks(candidates: pl.Series) -> pl.Series:
    return vehicle(candidates.str.to_uppercase().str.replace_all("[^0-9A-Z]", ""))


VEHICLE_IDENTIFICATION_NUMBER = ValueRule(
    name="vehicle-identification-number",
    citation="45 CFR 164.514(b)(2)(i)(L)",
    means="a vehicle identification number",
    remedy="leave the number out",
    within=bounded(r"(?i:[0-9A-HJ-NPR-Z]{8}[0-9X][0-9A-HJ-NPR-Z]{8})"),
    searched_in=frozenset({Place.TEXT}),
    confirms=_checks,
)
