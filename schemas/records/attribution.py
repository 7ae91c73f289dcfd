"""A person attributed to a practice, by a roster or by a rule."""

from schemas.column import choice, date_precision, person, reference, text, time
from schemas.table import Table, starts_before_it_ends

ATTRIBUTION = Table(
    name="attribution",
    means="One person on one practice's list for one span.",
    key=("person", "practice", "start_day"),
    columns=(
        person(),
        reference(
            "practice", "practice", "practice that the person is attributed to", required=True
        ),
        reference("provider", "provider", "clinician that the person is attributed to"),
        text("payer", "payer whose roster says so; empty: the sender itself"),
        choice(
            "method", "how the person came on the list", "roster", "chosen", "plurality", "registry"
        ),
        choice(
            "status",
            "how far the list is agreed between payer and practice: a draft counts for nobody, and "
            "of one sender's lists the final ones before the others; empty: open",
            *("draft", "open", "final"),
        ),
        *time("start", "first day on the list"),
        *time("end", "last day on the list; empty: still on it"),
        date_precision(),
    ),
    checks=(starts_before_it_ends(),),
)
