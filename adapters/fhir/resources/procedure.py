"""Procedure: something done to a person, or not done and why."""

from msgspec import Raw

from adapters.fhir.datatypes import (
    ABSENT,
    NO_PERIOD,
    NO_REFERENCE,
    Element,
    Period,
    Reference,
    end_of,
)
from adapters.fhir.extensions import extensions_of
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.constant import constant
from adapters.fhir.fields.plain import text
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.time import time
from adapters.fhir.identifiers import pointer
from adapters.fhir.layout import Layout
from adapters.fhir.performers import organization_of, practitioner_of
from adapters.fhir.resource import Resource
from adapters.fhir.rows import Extended, Of
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, display, word
from schemas.code_system import CPT, SNOMEDCT
from schemas.records.procedure import PROCEDURE


class Performer(Element, frozen=True):
    """Somebody who did it, and for whom."""

    actor: Reference = NO_REFERENCE
    on_behalf_of: Reference = NO_REFERENCE


class Procedure(Resource, tag="Procedure"):
    """A procedure, as far as the table looks."""

    status: str | None = None
    status_reason: Raw = ABSENT
    code: Raw = ABSENT
    reason_code: Raw = ABSENT
    subject: Reference = NO_REFERENCE
    encounter: Reference = NO_REFERENCE
    performed_date_time: str | None = None
    performed_period: Period = NO_PERIOD
    performed_string: str | None = None
    performer: tuple[Performer, ...] = ()
    location: Reference = NO_REFERENCE


def _practitioner(performers: tuple[Performer, ...]) -> str | None:
    return practitioner_of(found.actor for found in performers)


def _place(procedure: Procedure) -> str | None:
    """Return the organization that did it, or that it was done for; or else the location."""
    performers = procedure.performer
    organizations = [found.on_behalf_of for found in performers]
    organizations += [found.actor for found in performers]
    return organization_of(organizations) or pointer(procedure.location, "Location")


def _not_done_reason(procedure: Procedure) -> Raw | bytes:
    """The reason is the status reason; before QI-Core 4 it was an extension."""
    if procedure.status == "not-done" and procedure.status_reason is not ABSENT:
        return procedure.status_reason
    return extensions_of(procedure.extension).not_done_reason


RESOURCE = Procedure
LAYOUTS = (
    Layout(
        resource=Procedure,
        table=PROCEDURE,
        fields=(
            key("procedure"),
            person("subject"),
            reference("encounter", "encounter.reference", "Encounter"),
            constant("stage", "done"),
            text("status"),
            codes("code", system=CPT),
            codes("reason", "reason_code"),
            codes("not_done_reason", _not_done_reason, path="statusReason", system=SNOMEDCT),
            time("start", "performed_date_time", "performed_period.start"),
            time("end", Of("performed_period", end_of), path="performedPeriod.end"),
            time("recorded", Extended("recorded"), path="extension(recorded)"),
            reference("practice", _place, "Organization", "Location", path="performer"),
            reference("provider", Of("performer", _practitioner), "Practitioner", path="performer"),
            security(),
        ),
        spares=(
            *EVERYWHERE,
            IDENTIFIER,
            display("subject"),
            word("performed_string", "performedString"),
        ),
    ),
)
