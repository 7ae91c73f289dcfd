"""Counts that a contributor computed at home."""

from schemas.column import Column, Hipaa, Kind, choice, reference, text, whole
from schemas.table import Table

MEASURE_COUNT = Table(
    name="measure_count",
    means="One population count of one measure, computed by the sender; holds no person.",
    key=(
        "measure",
        "rate",
        "period_start",
        "practice",
        "payer",
        "line_of_business",
        "stratum",
        "population",
    ),
    columns=(
        text("measure", "identifier of the measure", required=True),
        text("version", "version of the measure"),
        text("rate", "rate of the measure, 1 where there is one"),
        Column(
            name="period_start",
            kind=Kind.DAY,
            means="first day of the measurement period",
            required=True,
        ),
        Column(
            name="period_end",
            kind=Kind.DAY,
            means="last day of the measurement period",
            required=True,
        ),
        reference("practice", "practice", "practice that the count is of"),
        text("payer", "payer that the count is of; empty: all"),
        text("line_of_business", "line of business; empty: all"),
        text("stratum", "stratum as name=value; empty: all", hipaa=Hipaa.NONE),
        choice(
            "population",
            "population (FHIR measure-population)",
            "initial-population",
            "denominator",
            "denominator-exclusion",
            "numerator",
            "numerator-exclusion",
            "denominator-exception",
            required=True,
        ),
        whole("count", "the count; empty where not_reported", least=0),
        choice("not_reported", "why there is no count", "not-reported", "not-computable"),
    ),
)
