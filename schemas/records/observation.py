"""An observation: a screen, a score, an assessment, or that it was not done."""

from schemas.code_system import ACT_CODE, LOINC, OBSERVATION_CATEGORY, SNOMEDCT
from schemas.column import (
    Hipaa,
    choice,
    codes,
    date_precision,
    flag,
    key,
    number,
    person,
    reference,
    text,
    time,
)
from schemas.score import score_in_range
from schemas.table import Table, starts_before_it_ends

OBSERVATION = Table(
    name="observation",
    means="One observation; its value is a code, a number, a text or true/false.",
    key=("observation",),
    columns=(
        key("observation", "key of the observation"),
        person(),
        reference("encounter", "encounter", "encounter at which it was made"),
        choice(
            "status",
            "status (FHIR R4)",
            "registered",
            "preliminary",
            "final",
            "amended",
            "corrected",
            "cancelled",
            "entered-in-error",
            "unknown",
            required=True,
        ),
        codes("category", "category", system=OBSERVATION_CATEGORY),
        codes("code", "what was observed", system=LOINC, required=True),
        codes("value", "value as a code", system=SNOMEDCT),
        number("value_number", "value as a number"),
        text("value_unit", "unit of the number (UCUM)"),
        text("value_text", "value as a text", hipaa=Hipaa.FREE_TEXT),
        flag("value_boolean", "value as true or false"),
        *time("start", "start of the time that it speaks of"),
        *time("end", "end of that time"),
        *time("issued", "issued"),
        codes("not_done_reason", "why it was not done", system=SNOMEDCT),
        reference("practice", "practice", "practice that made it"),
        reference("provider", "provider", "clinician that made it"),
        codes(
            "security",
            "security labels received with the record, never lowered",
            system=ACT_CODE,
        ),
        date_precision(),
    ),
    checks=(starts_before_it_ends(), score_in_range()),
)
