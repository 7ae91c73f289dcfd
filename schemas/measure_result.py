"""The result that every measure gives: how often each person counts in each population."""

import polars as pl

# FHIR measure-population codes, in the order in which they are shown.
POPULATIONS = (
    "initial-population",
    "denominator",
    "denominator-exclusion",
    "numerator",
    "numerator-exclusion",
    "denominator-exception",
)

RESULT = pl.Schema(
    {"person": pl.String, "rate": pl.String}
    | {name.replace("-", "_"): pl.Int64 for name in POPULATIONS}
)
