"""45 CFR 164.514(b)(2): the eighteen identifiers are out."""

from policies.deidentification.allowance import Allowance

SAFE_HARBOR = Allowance(
    date_precision="year",
    instants=False,
    zip3="populous",
    zip5=False,
    ages_over_89=False,
    dates_in_text=False,
    keyed_tokens=False,
    numbers_as_keys=False,
)
