"""A condition, problem or diagnosis of a person."""

from schemas.code_system import ACT_CODE, CONDITION_CATEGORY, ICD10CM
from schemas.column import choice, codes, date_precision, key, person, reference, time
from schemas.table import Table, starts_before_it_ends

CONDITION = Table(
    name="condition",
    means="One condition; it prevails from the start of onset to the end of abatement.",
    key=("condition",),
    columns=(
        key("condition", "key of the condition"),
        person(),
        reference("encounter", "encounter", "encounter at which it was recorded"),
        codes("code", "what it is", system=ICD10CM, required=True),
        codes(
            "category",
            "problem list, health concern or encounter diagnosis",
            system=CONDITION_CATEGORY,
        ),
        choice(
            "clinical_status",
            "clinical status (FHIR R4)",
            "active",
            "recurrence",
            "relapse",
            "inactive",
            "remission",
            "resolved",
        ),
        choice(
            "verification_status",
            "verification status (FHIR R4); empty counts as verified",
            "unconfirmed",
            "provisional",
            "differential",
            "confirmed",
            "refuted",
            "entered-in-error",
        ),
        *time("start", "start of onset"),
        *time("end", "end of onset, where onset is a period"),
        *time("abatement", "start of abatement"),
        *time("abatement_end", "end of abatement"),
        *time("recorded", "first recorded"),
        reference("practice", "practice", "practice that recorded it"),
        codes(
            "security",
            "security labels received with the record, never lowered",
            system=ACT_CODE,
        ),
        date_precision(),
    ),
    checks=(starts_before_it_ends(), starts_before_it_ends("start", "abatement")),
)
