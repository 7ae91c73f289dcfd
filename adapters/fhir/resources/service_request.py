"""ServiceRequest: an order of a service or a referral, or that it must not be done."""

from msgspec import Raw

from adapters.fhir.datatypes import ABSENT, NO_PERIOD, NO_REFERENCE, Period, Reference
from adapters.fhir.extensions import extensions_of
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.constant import constant
from adapters.fhir.fields.plain import flag, text
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.time import time
from adapters.fhir.layout import Layout
from adapters.fhir.performers import organization, practitioner
from adapters.fhir.resource import Resource
from adapters.fhir.rows import Of
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, display, word
from schemas.code_system import CPT, SNOMEDCT
from schemas.records.procedure import PROCEDURE


class ServiceRequest(Resource, tag="ServiceRequest"):
    """An order, as far as the table looks."""

    status: str | None = None
    intent: str | None = None
    do_not_perform: bool | None = None
    code: Raw = ABSENT
    reason_code: Raw = ABSENT
    subject: Reference = NO_REFERENCE
    encounter: Reference = NO_REFERENCE
    occurrence_date_time: str | None = None
    occurrence_period: Period = NO_PERIOD
    authored_on: str | None = None
    requester: Reference = NO_REFERENCE
    patient_instruction: str | None = None


def _not_done_reason(order: ServiceRequest) -> Raw | bytes:
    """Why it must not be done: an extension of QI-Core, or else the reason of the order."""
    reason = extensions_of(order.extension).not_done_reason
    return order.reason_code if order.do_not_perform and not reason else reason


RESOURCE = ServiceRequest
LAYOUTS = (
    Layout(
        resource=ServiceRequest,
        table=PROCEDURE,
        fields=(
            key("procedure", prefix="ServiceRequest/"),
            person("subject"),
            reference("encounter", "encounter.reference", "Encounter"),
            constant("stage", "ordered"),
            text("status"),
            text("intent"),
            flag("do_not_perform"),
            codes("code", system=CPT),
            codes("reason", "reason_code"),
            codes(
                "not_done_reason",
                _not_done_reason,
                path="extension(doNotPerformReason)",
                system=SNOMEDCT,
            ),
            time("start", "occurrence_date_time", "occurrence_period.start"),
            time("end", "occurrence_period.end"),
            time("authored", "authored_on"),
            reference("practice", Of("requester", organization), "Organization", path="requester"),
            reference("provider", Of("requester", practitioner), "Practitioner", path="requester"),
            security(),
        ),
        spares=(
            *EVERYWHERE,
            IDENTIFIER,
            display("subject"),
            word("patient_instruction", "patientInstruction"),
        ),
    ),
)
