"""A condition that an encounter names as its reason or diagnosis."""

from schemas.column import choice, codes, date_precision, person, reference, whole
from schemas.table import Table

ENCOUNTER_CONDITION = Table(
    name="encounter_condition",
    means="One condition named by one encounter.",
    key=("encounter", "condition", "role"),
    columns=(
        reference("encounter", "encounter", "the encounter", required=True),
        reference("condition", "condition", "the condition", required=True),
        person(),
        choice(
            "role",
            "whether the encounter names it as reason or as diagnosis",
            "reason",
            "diagnosis",
            required=True,
        ),
        codes("use", "use of the diagnosis, such as billing or discharge"),
        whole("rank", "rank of the diagnosis, 1 is the principal one", least=1),
        date_precision(),
    ),
)
