"""45 CFR 164.514(e): sixteen direct identifiers are out; days, ages and ZIP codes may stay."""

from policies.deidentification.allowance import Allowance

LIMITED_DATA_SET = Allowance(
    date_precision="day",
    instants=True,
    zip3="open",
    zip5=True,
    ages_over_89=True,
    dates_in_text=True,
    keyed_tokens=True,
    numbers_as_keys=True,
)
