"""What kind of code each coded column holds: a code of another kind in it is no hit."""

from types import MappingProxyType

from schemas.table import Table

ELEMENTS = MappingProxyType(
    {
        "claim": {
            "drg": "drg",
            "principal_diagnosis": "diagnosis",
            "admitting_diagnosis": "diagnosis",
            "diagnosis": "diagnosis",
            "procedure": "procedure",
        },
        "claim_line": {
            "procedure": "procedure",
            "drug": "drug",
            "revenue": "revenue",
            "place_of_service": "place-of-service",
        },
        "condition": {"code": "diagnosis"},
        "encounter": {"type": "procedure", "reason": "diagnosis"},
        "medication": {"code": "drug"},
        "observation": {"code": "observation", "value": "diagnosis"},
        "practice": {"taxonomy": "taxonomy"},
        "procedure": {"code": "procedure", "reason": "diagnosis"},
        "provider": {"taxonomy": "taxonomy"},
    }
)

# Coded columns that no list speaks of: whoever adds a coded column puts it here or above.
NEVER_LISTED = frozenset(
    {
        ("claim", "bill_type"),
        ("claim", "discharge_status"),
        ("claim_line", "modifier"),
        ("condition", "category"),
        ("coverage", "type"),
        ("encounter", "class"),
        ("encounter", "discharge_disposition"),
        ("encounter", "place"),
        ("encounter_condition", "use"),
        ("medication", "category"),
        ("medication", "not_done_reason"),
        ("observation", "category"),
        ("observation", "not_done_reason"),
        ("person", "ethnicity"),
        ("person", "language"),
        ("person", "race"),
        ("procedure", "not_done_reason"),
    }
)

# Day columns in the order in which they say from when, or until when, a record speaks.
FROM = ("start_day", "admission_day", "authored_day", "validity_day", "handed_over_day")
FROM_ELSE = ("prepared_day", "recorded_day", "issued_day")
UNTIL = ("end_day", "discharge_day", "validity_end_day")


def listed_columns(table: Table) -> dict[str, str]:
    """Return the coded columns of a table that lists speak of, each with its kind."""
    return dict(ELEMENTS.get(table.name, {}))
