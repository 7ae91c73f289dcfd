"""A procedure or service: done, ordered, or not done and why."""

from schemas.code_system import ACT_CODE, CPT, SNOMEDCT
from schemas.column import choice, codes, date_precision, flag, key, person, reference, text, time
from schemas.table import Table, starts_before_it_ends

PROCEDURE = Table(
    name="procedure",
    means="One procedure that was done, or one order of a service.",
    key=("procedure",),
    columns=(
        key("procedure", "key of the procedure or order"),
        person(),
        reference("encounter", "encounter", "encounter at which it was done or ordered"),
        choice("stage", "done, or ordered", "done", "ordered", required=True),
        text("status", "status (FHIR R4 event-status or request-status)", required=True),
        choice(
            "intent",
            "intent of an order (FHIR R4)",
            "proposal",
            "plan",
            "directive",
            "order",
            "original-order",
            "reflex-order",
            "filler-order",
            "instance-order",
            "option",
        ),
        flag("do_not_perform", "the order says that it must not be done"),
        codes("code", "what it is", system=CPT, required=True),
        codes("reason", "why, coded"),
        codes("not_done_reason", "why it was not done or not ordered", system=SNOMEDCT),
        *time("start", "start of doing"),
        *time("end", "end of doing"),
        *time("authored", "ordered"),
        *time("recorded", "recorded"),
        reference("practice", "practice", "practice that did or ordered it"),
        reference("provider", "provider", "clinician that did or ordered it"),
        codes(
            "security",
            "security labels received with the record, never lowered",
            system=ACT_CODE,
        ),
        date_precision(),
    ),
    checks=(starts_before_it_ends(),),
)
