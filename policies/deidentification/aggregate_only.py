"""Counts alone: no record of a person comes at all."""

from policies.deidentification.allowance import Allowance

AGGREGATE_ONLY = Allowance(
    date_precision="year",
    instants=False,
    zip3="none",
    zip5=False,
    ages_over_89=False,
    dates_in_text=False,
    keyed_tokens=False,
    numbers_as_keys=False,
    tables=frozenset({"measure_count", "practice_survey"}),
)
