"""Location: a place of care, kept among the practices under `Location/id`."""

from msgspec import Raw

from adapters.fhir.datatypes import ABSENT, NO_REFERENCE, Reference
from adapters.fhir.directory_kinds import coded, kind_of_practice, taxonomies
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.plain import text
from adapters.fhir.fields.reference import key, reference
from adapters.fhir.identifiers import CCN, NPI, provider_number
from adapters.fhir.layout import Layout
from adapters.fhir.resource import Resource
from adapters.fhir.surplus import EVERYWHERE
from schemas.code_system import TAXONOMY
from schemas.records.practice import PRACTICE


class Location(Resource, tag="Location"):
    """A place, as far as the table looks."""

    name: str | None = None
    type: Raw = ABSENT
    managing_organization: Reference = NO_REFERENCE


def _npi(location: Location) -> str | None:
    return provider_number(location.identifier, NPI)


def _ccn(location: Location) -> str | None:
    return provider_number(location.identifier, CCN)


def _taxonomy(location: Location) -> bytes:
    return coded(taxonomies(bytes(location.type)))


def _kind(location: Location) -> str | None:
    return kind_of_practice(taxonomies(bytes(location.type)))


RESOURCE = Location
LAYOUTS = (
    Layout(
        resource=Location,
        table=PRACTICE,
        fields=(
            key("practice", prefix="Location/"),
            text("name"),
            text("npi", _npi, path="identifier.value"),
            text("ccn", _ccn, path="identifier.value"),
            codes("taxonomy", _taxonomy, path="type", system=TAXONOMY),
            text("kind", _kind, path="type"),
            reference("organization", "managing_organization.reference", "Organization"),
        ),
        spares=EVERYWHERE,
    ),
)
