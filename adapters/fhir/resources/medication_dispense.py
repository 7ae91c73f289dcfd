"""MedicationDispense: a medication handed out, or not and why."""

from msgspec import Raw

from adapters.fhir.datatypes import (
    ABSENT,
    NO_QUANTITY,
    NO_REFERENCE,
    Dosage,
    Element,
    Quantity,
    Reference,
)
from adapters.fhir.dosages import DOSAGE_WORDS, dose, dose_unit, frequency, frequency_days
from adapters.fhir.extensions import extensions_of
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.constant import constant
from adapters.fhir.fields.drug import drug
from adapters.fhir.fields.plain import number, text
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.supply import days
from adapters.fhir.fields.time import time
from adapters.fhir.identifiers import pointer
from adapters.fhir.layout import Layout
from adapters.fhir.performers import organization_of, practitioner_of
from adapters.fhir.resource import Resource
from adapters.fhir.rows import Of
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, display
from schemas.code_system import SNOMEDCT
from schemas.records.medication import MEDICATION


class Performer(Element, frozen=True):
    """Somebody who handed it out."""

    actor: Reference = NO_REFERENCE


class MedicationDispense(Resource, tag="MedicationDispense"):
    """A dispensing, as far as the table looks."""

    status: str | None = None
    status_reason_codeable_concept: Raw = ABSENT
    category: Raw = ABSENT
    medication_codeable_concept: Raw = ABSENT
    medication_reference: Reference = NO_REFERENCE
    subject: Reference = NO_REFERENCE
    context: Reference = NO_REFERENCE
    performer: tuple[Performer, ...] = ()
    location: Reference = NO_REFERENCE
    quantity: Quantity = NO_QUANTITY
    days_supply: Quantity = NO_QUANTITY
    when_prepared: str | None = None
    when_handed_over: str | None = None
    dosage_instruction: tuple[Dosage, ...] = ()


def _unit(quantity: Quantity) -> str | None:
    return quantity.code or quantity.unit


def _practitioner(performers: tuple[Performer, ...]) -> str | None:
    return practitioner_of(found.actor for found in performers)


def _place(fill: MedicationDispense) -> str | None:
    organization = organization_of(found.actor for found in fill.performer)
    return organization or pointer(fill.location, "Location")


def _not_done_reason(fill: MedicationDispense) -> Raw | bytes:
    """Why it was not handed out; a reason of any other status is none of these."""
    reason = extensions_of(fill.extension).not_done_reason
    if fill.status in {"declined", "cancelled", "stopped"} and not reason:
        return fill.status_reason_codeable_concept
    return reason


TAKEN = "dosage_instruction"
DOSAGE = "dosageInstruction"
TIMING = f"{DOSAGE}.timing.repeat"
RESOURCE = MedicationDispense
LAYOUTS = (
    Layout(
        resource=MedicationDispense,
        table=MEDICATION,
        fields=(
            key("medication", prefix="MedicationDispense/"),
            person("subject"),
            reference("encounter", "context.reference", "Encounter"),
            constant("stage", "dispense"),
            text("status"),
            drug(),
            codes("category"),
            codes(
                "not_done_reason",
                _not_done_reason,
                path="statusReasonCodeableConcept",
                system=SNOMEDCT,
            ),
            time("handed_over", "when_handed_over"),
            time("prepared", "when_prepared"),
            number("dose", Of(TAKEN, dose), path=f"{DOSAGE}.doseAndRate.dose[x]"),
            text("dose_unit", Of(TAKEN, dose_unit), path=f"{DOSAGE}.doseAndRate.dose[x]"),
            number("frequency", Of(TAKEN, frequency), path=f"{TIMING}.frequency"),
            number("frequency_days", Of(TAKEN, frequency_days), path=f"{TIMING}.period"),
            days("supply_days", "days_supply"),
            number("quantity", "quantity.value"),
            text("quantity_unit", Of("quantity", _unit), path="quantity.code"),
            reference("practice", _place, "Organization", "Location", path="performer"),
            reference("provider", Of("performer", _practitioner), "Practitioner", path="performer"),
            security(),
        ),
        spares=(*EVERYWHERE, IDENTIFIER, display("subject"), DOSAGE_WORDS),
    ),
)
