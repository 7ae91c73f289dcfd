"""PractitionerRole: a clinician at a practice for a span."""

from msgspec import Raw

from adapters.fhir.datatypes import ABSENT, NO_PERIOD, NO_REFERENCE, Period, Reference
from adapters.fhir.directory_kinds import coded, gives_primary_care, taxonomies
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.plain import flag, text
from adapters.fhir.fields.reference import reference
from adapters.fhir.fields.time import time
from adapters.fhir.identifiers import NPI, pointer, provider_number
from adapters.fhir.layout import Layout
from adapters.fhir.resource import Resource
from schemas.code_system import TAXONOMY
from schemas.records.provider import PROVIDER


class PractitionerRole(Resource, tag="PractitionerRole"):
    """A role, as far as the table looks."""

    period: Period = NO_PERIOD
    practitioner: Reference = NO_REFERENCE
    organization: Reference = NO_REFERENCE
    code: Raw = ABSENT
    specialty: Raw = ABSENT
    location: tuple[Reference, ...] = ()


def _practitioner(role: PractitionerRole) -> str | None:
    return pointer(role.practitioner, "Practitioner")


def _place(role: PractitionerRole) -> str | None:
    organization = pointer(role.organization, "Organization")
    return organization or (role.location[0].reference if role.location else None)


def _taxonomies(role: PractitionerRole) -> list[str]:
    return taxonomies(bytes(role.specialty), bytes(role.code))


def _npi(role: PractitionerRole) -> str | None:
    return provider_number(role.identifier, NPI)


def _taxonomy(role: PractitionerRole) -> bytes:
    return coded(_taxonomies(role))


def _primary_care(role: PractitionerRole) -> bool | None:
    return gives_primary_care(_taxonomies(role))


RESOURCE = PractitionerRole
LAYOUTS = (
    Layout(
        resource=PractitionerRole,
        table=PROVIDER,
        fields=(
            reference("provider", _practitioner, "Practitioner", path="practitioner.reference"),
            text("npi", _npi, path="identifier.value"),
            codes("taxonomy", _taxonomy, path="specialty", system=TAXONOMY),
            reference("practice", _place, "Organization", "Location", path="organization"),
            flag("primary_care", _primary_care, path="specialty"),
            time("start", "period.start"),
            time("end", "period.end"),
        ),
    ),
)
