"""Observation: a screen, a score, an assessment, or that it was not done."""

from msgspec import Raw

from adapters.fhir.datatypes import (
    ABSENT,
    NO_PERIOD,
    NO_QUANTITY,
    NO_REFERENCE,
    Period,
    Quantity,
    Reference,
    end_of,
)
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.plain import flag, number, text
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.time import time
from adapters.fhir.layout import Layout
from adapters.fhir.performers import organization_of, practitioner_of
from adapters.fhir.resource import Resource
from adapters.fhir.rows import Extended, Of
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, display, inside, persons_among
from schemas.code_system import LOINC, OBSERVATION_CATEGORY, SNOMEDCT
from schemas.records.observation import OBSERVATION


class Observation(Resource, tag="Observation"):
    """An observation, as far as table and gate look: of its components, the words alone."""

    status: str | None = None
    category: Raw = ABSENT
    code: Raw = ABSENT
    subject: Reference = NO_REFERENCE
    encounter: Reference = NO_REFERENCE
    effective_date_time: str | None = None
    effective_instant: str | None = None
    effective_period: Period = NO_PERIOD
    issued: str | None = None
    performer: tuple[Reference, ...] = ()
    value_codeable_concept: Raw = ABSENT
    value_quantity: Quantity = NO_QUANTITY
    value_integer: int | None = None
    value_string: str | None = None
    value_boolean: bool | None = None
    component: Raw = ABSENT


def _number(quantity: Quantity) -> float | None:
    """Return the number, unless it is only a bound: less than 5 is not 5."""
    return quantity.value if quantity.comparator is None else None


def _unit(quantity: Quantity) -> str | None:
    return quantity.code or quantity.unit


def _bound(quantity: Quantity) -> str | None:
    """Return a bound as a text, such as <5."""
    if quantity.comparator is None or quantity.value is None:
        return None
    return f"{quantity.comparator}{quantity.value:g}"


BY = "performer"
RESOURCE = Observation
LAYOUTS = (
    Layout(
        resource=Observation,
        table=OBSERVATION,
        fields=(
            key("observation"),
            person("subject"),
            reference("encounter", "encounter.reference", "Encounter"),
            text("status"),
            codes("category", system=OBSERVATION_CATEGORY),
            codes("code", system=LOINC),
            codes("value", "value_codeable_concept", system=SNOMEDCT),
            number("value_number", Of("value_quantity", _number), "value_integer", path="value[x]"),
            text("value_unit", Of("value_quantity", _unit), path="valueQuantity.code"),
            text("value_text", "value_string", Of("value_quantity", _bound)),
            flag("value_boolean"),
            time("start", "effective_date_time", "effective_instant", "effective_period.start"),
            time("end", Of("effective_period", end_of), path="effectivePeriod.end"),
            time("issued", "issued"),
            codes(
                "not_done_reason",
                Extended("not_done_reason"),
                path="extension(notDoneReason)",
                system=SNOMEDCT,
            ),
            reference(
                "practice", Of("performer", organization_of), "Organization", path="performer"
            ),
            reference(
                "provider", Of("performer", practitioner_of), "Practitioner", path="performer"
            ),
            security(),
        ),
        spares=(
            *EVERYWHERE,
            IDENTIFIER,
            display("subject"),
            persons_among("performer"),
            inside("component", "component", "valueString"),
        ),
    ),
)
