"""Practitioner: a clinician, wherever he or she works."""

from msgspec import Raw

from adapters.fhir.datatypes import ABSENT, Element
from adapters.fhir.directory_kinds import coded, gives_primary_care, taxonomies
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.plain import flag, text
from adapters.fhir.fields.reference import key
from adapters.fhir.identifiers import NPI, provider_number
from adapters.fhir.layout import Layout
from adapters.fhir.resource import Resource
from schemas.code_system import TAXONOMY
from schemas.records.provider import PROVIDER


class Qualification(Element, frozen=True):
    """What the clinician may practise."""

    code: Raw = ABSENT


class Practitioner(Resource, tag="Practitioner"):
    """A clinician, as far as the table looks."""

    qualification: tuple[Qualification, ...] = ()


def _taxonomies(practitioner: Practitioner) -> list[str]:
    return taxonomies(*(bytes(found.code) for found in practitioner.qualification))


def _npi(practitioner: Practitioner) -> str | None:
    return provider_number(practitioner.identifier, NPI)


def _taxonomy(practitioner: Practitioner) -> bytes:
    return coded(_taxonomies(practitioner))


def _primary_care(practitioner: Practitioner) -> bool | None:
    return gives_primary_care(_taxonomies(practitioner))


RESOURCE = Practitioner
LAYOUTS = (
    Layout(
        resource=Practitioner,
        table=PROVIDER,
        fields=(
            key("provider"),
            text("npi", _npi, path="identifier.value"),
            codes("taxonomy", _taxonomy, path="qualification.code", system=TAXONOMY),
            flag("primary_care", _primary_care, path="qualification.code"),
        ),
    ),
)
