"""MedicationAdministration: a medication given, or not given and why."""

from msgspec import Raw

from adapters.fhir.datatypes import (
    ABSENT,
    NO_PERIOD,
    NO_QUANTITY,
    NO_REFERENCE,
    Element,
    Period,
    Quantity,
    Reference,
)
from adapters.fhir.extensions import extensions_of
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.constant import constant
from adapters.fhir.fields.drug import drug
from adapters.fhir.fields.plain import number, text
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.time import time
from adapters.fhir.layout import Layout
from adapters.fhir.performers import organization_of, practitioner_of
from adapters.fhir.resource import Resource
from adapters.fhir.rows import Of
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, display, word
from schemas.code_system import SNOMEDCT
from schemas.records.medication import MEDICATION


class Performer(Element, frozen=True):
    """Somebody who gave it."""

    actor: Reference = NO_REFERENCE


class Given(Element, frozen=True):
    """How much was given."""

    text: str | None = None
    dose: Quantity = NO_QUANTITY


class MedicationAdministration(Resource, tag="MedicationAdministration"):
    """An administration, as far as the table looks."""

    status: str | None = None
    status_reason: Raw = ABSENT
    category: Raw = ABSENT
    medication_codeable_concept: Raw = ABSENT
    medication_reference: Reference = NO_REFERENCE
    subject: Reference = NO_REFERENCE
    context: Reference = NO_REFERENCE
    effective_date_time: str | None = None
    effective_period: Period = NO_PERIOD
    performer: tuple[Performer, ...] = ()
    dosage: Given = Given()


def _unit(quantity: Quantity) -> str | None:
    return quantity.code or quantity.unit


def _practitioner(performers: tuple[Performer, ...]) -> str | None:
    return practitioner_of(found.actor for found in performers)


def _organization(performers: tuple[Performer, ...]) -> str | None:
    return organization_of(found.actor for found in performers)


def _not_done_reason(given: MedicationAdministration) -> Raw | bytes:
    """The reason is the status reason; before QI-Core 4 it was an extension."""
    if given.status == "not-done" and given.status_reason is not ABSENT:
        return given.status_reason
    return extensions_of(given.extension).not_done_reason


RESOURCE = MedicationAdministration
LAYOUTS = (
    Layout(
        resource=MedicationAdministration,
        table=MEDICATION,
        fields=(
            key("medication", prefix="MedicationAdministration/"),
            person("subject"),
            reference("encounter", "context.reference", "Encounter"),
            constant("stage", "administration"),
            text("status"),
            drug(),
            codes("category"),
            codes("not_done_reason", _not_done_reason, path="statusReason", system=SNOMEDCT),
            time("start", "effective_date_time", "effective_period.start"),
            time("end", "effective_period.end"),
            number("dose", "dosage.dose.value"),
            text("dose_unit", Of("dosage.dose", _unit), path="dosage.dose.code"),
            reference("practice", Of("performer", _organization), "Organization", path="performer"),
            reference("provider", Of("performer", _practitioner), "Practitioner", path="performer"),
            security(),
        ),
        spares=(
            *EVERYWHERE,
            IDENTIFIER,
            display("subject"),
            word("dosage.text", "dosage.text"),
        ),
    ),
)
