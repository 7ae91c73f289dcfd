"""A person's coverage by a payer."""

from schemas.code_system import PAYER_TYPE
from schemas.column import choice, codes, date_precision, flag, key, person, text, time
from schemas.table import Table, starts_before_it_ends

COVERAGE = Table(
    name="coverage",
    means="One person covered by one payer for one span.",
    key=("coverage",),
    columns=(
        key("coverage", "key of the span"),
        person(),
        text("payer", "name under which the payer takes part; empty: the sender itself"),
        codes("type", "payer type (SOP)", system=PAYER_TYPE),
        choice(
            "line_of_business",
            "line of business",
            "commercial",
            "medicare-advantage",
            "medicare",
            "medicaid",
            "marketplace",
            "dual",
            "other",
            "uninsured",
        ),
        choice("funding", "who bears the risk", "insured", "self-funded", "uninsured"),
        text(
            "plan_sponsor",
            "code of the plan sponsor of self-funded coverage, as the agreement lists it",
        ),
        flag(
            "behavioral_benefit",
            "behavioural benefits are covered under this plan (false: carved out)",
        ),
        flag("pharmacy_benefit", "pharmacy benefits are covered under this plan"),
        *time("start", "first day of the span"),
        *time("end", "last day of the span; empty: still covered"),
        date_precision(),
    ),
    checks=(starts_before_it_ends(),),
)
