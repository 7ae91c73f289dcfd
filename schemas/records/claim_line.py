"""A line of a claim."""

from schemas.code_system import ACT_CODE, CPT, HCPCS, NDC, PLACE_OF_SERVICE, REVENUE
from schemas.column import (
    choice,
    codes,
    date_precision,
    flag,
    number,
    person,
    reference,
    text,
    time,
    whole,
)
from schemas.table import Table, starts_before_it_ends

CLAIM_LINE = Table(
    name="claim_line",
    means="One line of one claim.",
    key=("claim", "line"),
    columns=(
        reference("claim", "claim", "the claim", required=True),
        whole("line", "number of the line, from 1", least=1),
        person(),
        reference("encounter", "encounter", "encounter that the line bills"),
        choice("status", "paid, denied, or taken back", "paid", "denied", "reversed", "pending"),
        *time("start", "first day of service", required=False),
        *time("end", "last day of service"),
        codes("procedure", "procedure or service", system=CPT),
        codes("modifier", "modifiers", system=HCPCS),
        codes("revenue", "revenue code", system=REVENUE),
        codes("place_of_service", "place of service", system=PLACE_OF_SERVICE),
        codes("drug", "drug", system=NDC),
        text(
            "diagnosis_pointer",
            "ranks of the claim's diagnoses that the line points at, such as 1,2",
        ),
        number("units", "units of service"),
        number("supply_days", "days' supply of a drug", least=0),
        number("quantity", "quantity of a drug"),
        reference("practice", "practice", "servicing practice or facility"),
        reference("provider", "provider", "rendering clinician"),
        flag("in_network", "the line was paid as in network"),
        number("charged_amount", "charged, US dollars"),
        number("allowed_amount", "allowed, US dollars"),
        number("paid_amount", "paid by the plan, US dollars"),
        codes(
            "security",
            "security labels received with the record, never lowered",
            system=ACT_CODE,
        ),
        date_precision(),
    ),
    checks=(starts_before_it_ends(),),
)
