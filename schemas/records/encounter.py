"""An encounter of a person with the health system."""

from schemas.code_system import ACT_CODE, CPT, DISCHARGE_STATUS, SNOMEDCT
from schemas.column import choice, codes, date_precision, key, person, reference, text, time
from schemas.table import Table, starts_before_it_ends

ENCOUNTER = Table(
    name="encounter",
    means="One encounter.",
    key=("encounter",),
    columns=(
        key("encounter", "key of the encounter"),
        person(),
        choice(
            "status",
            "status (FHIR R4)",
            "planned",
            "arrived",
            "triaged",
            "in-progress",
            "onleave",
            "finished",
            "cancelled",
            "entered-in-error",
            "unknown",
            required=True,
        ),
        codes("class", "class, such as ambulatory or inpatient", system=ACT_CODE),
        codes("type", "types", system=CPT),
        codes("reason", "reasons, coded"),
        *time("start", "start"),
        *time("end", "end"),
        codes("place", "kinds of the places, such as an ambulatory care site", system=SNOMEDCT),
        codes("discharge_disposition", "where the person went", system=DISCHARGE_STATUS),
        reference("practice", "practice", "practice or facility"),
        reference("provider", "provider", "clinician"),
        text("modality", "how the contact took place, where the sender's registry says so"),
        codes(
            "security",
            "security labels received with the record, never lowered",
            system=ACT_CODE,
        ),
        date_precision(),
    ),
    checks=(starts_before_it_ends(),),
)
