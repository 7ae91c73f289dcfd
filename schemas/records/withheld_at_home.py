"""Records that their holder left out before handing in, as counts by reason."""

from schemas.column import choice, whole
from schemas.table import Table

WITHHELD_AT_HOME = Table(
    name="withheld_at_home",
    means="How many records of one table were left out at home for one reason; nothing of them.",
    key=("records_of", "reason"),
    columns=(
        choice(
            "records_of",
            "record table that they were of",
            *("attribution", "claim", "claim-line", "condition", "coverage", "encounter"),
            *("encounter-condition", "medication", "observation", "person", "procedure"),
            required=True,
        ),
        choice(
            "reason",
            "what the patient had said",
            *("restriction", "refusal", "opt-out"),
            required=True,
        ),
        whole("records", "how many records", least=1),
        whole("people", "of how many persons", least=1),
    ),
)
