"""MedicationRequest: a prescription, or that a medication must not be given."""

from msgspec import Raw

from adapters.fhir.datatypes import (
    ABSENT,
    NO_PERIOD,
    NO_QUANTITY,
    NO_REFERENCE,
    Dosage,
    Element,
    Period,
    Quantity,
    Reference,
)
from adapters.fhir.dosages import DOSAGE_WORDS, bounds, dose, dose_unit, frequency, frequency_days
from adapters.fhir.extensions import extensions_of
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.constant import constant
from adapters.fhir.fields.drug import drug
from adapters.fhir.fields.plain import flag, number, text, whole
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.supply import days
from adapters.fhir.fields.time import time
from adapters.fhir.layout import Layout
from adapters.fhir.performers import organization, practitioner
from adapters.fhir.resource import Resource
from adapters.fhir.rows import Of
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, display
from schemas.code_system import SNOMEDCT
from schemas.records.medication import MEDICATION


class Dispensing(Element, frozen=True):
    """What the pharmacy may hand out."""

    validity_period: Period = NO_PERIOD
    number_of_repeats_allowed: int | None = None
    quantity: Quantity = NO_QUANTITY
    expected_supply_duration: Quantity = NO_QUANTITY


class MedicationRequest(Resource, tag="MedicationRequest"):
    """A prescription, as far as the table looks."""

    status: str | None = None
    intent: str | None = None
    category: Raw = ABSENT
    do_not_perform: bool | None = None
    medication_codeable_concept: Raw = ABSENT
    medication_reference: Reference = NO_REFERENCE
    subject: Reference = NO_REFERENCE
    encounter: Reference = NO_REFERENCE
    authored_on: str | None = None
    requester: Reference = NO_REFERENCE
    reason_code: Raw = ABSENT
    status_reason: Raw = ABSENT
    dosage_instruction: tuple[Dosage, ...] = ()
    dispense_request: Dispensing = Dispensing()


def _start(dosages: tuple[Dosage, ...]) -> str | None:
    return bounds(dosages).start


def _end(dosages: tuple[Dosage, ...]) -> str | None:
    return bounds(dosages).end


def _unit(quantity: Quantity) -> str | None:
    return quantity.code or quantity.unit


def _not_done_reason(order: MedicationRequest) -> Raw | bytes:
    """Why it must not be given: the reason of the order, or the extension of QI-Core."""
    reason = extensions_of(order.extension).not_done_reason
    return order.reason_code if order.do_not_perform and not reason else reason


TAKEN = "dosage_instruction"
DOSAGE = "dosageInstruction"
TIMING = f"{DOSAGE}.timing.repeat"
RESOURCE = MedicationRequest
LAYOUTS = (
    Layout(
        resource=MedicationRequest,
        table=MEDICATION,
        fields=(
            key("medication"),
            person("subject"),
            reference("encounter", "encounter.reference", "Encounter"),
            constant("stage", "request"),
            text("status"),
            text("intent"),
            flag("do_not_perform"),
            drug(),
            codes("category"),
            codes("not_done_reason", _not_done_reason, path="reasonCode", system=SNOMEDCT),
            time("authored", "authored_on"),
            time("start", Of(TAKEN, _start), path=f"{TIMING}.boundsPeriod.start"),
            time("end", Of(TAKEN, _end), path=f"{TIMING}.boundsPeriod.end"),
            time("validity", "dispense_request.validity_period.start"),
            time("validity_end", "dispense_request.validity_period.end"),
            number("dose", Of(TAKEN, dose), path=f"{DOSAGE}.doseAndRate.dose[x]"),
            text("dose_unit", Of(TAKEN, dose_unit), path=f"{DOSAGE}.doseAndRate.dose[x]"),
            number("frequency", Of(TAKEN, frequency), path=f"{TIMING}.frequency"),
            number("frequency_days", Of(TAKEN, frequency_days), path=f"{TIMING}.period"),
            days("supply_days", "dispense_request.expected_supply_duration"),
            number("quantity", "dispense_request.quantity.value"),
            text(
                "quantity_unit",
                Of("dispense_request.quantity", _unit),
                path="dispenseRequest.quantity.code",
            ),
            whole("refills", "dispense_request.number_of_repeats_allowed"),
            reference("practice", Of("requester", organization), "Organization", path="requester"),
            reference("provider", Of("requester", practitioner), "Practitioner", path="requester"),
            security(),
        ),
        spares=(*EVERYWHERE, IDENTIFIER, display("subject"), DOSAGE_WORDS),
    ),
)
