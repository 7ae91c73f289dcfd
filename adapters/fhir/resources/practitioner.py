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
from adapters.fhir.rows import Of
from schemas.code_system import TAXONOMY
from schemas.records.provider import PROVIDER


class Qualification(Element, frozen=True):
    """What the clinician may practise."""

    code: Raw = ABSENT


class Practitioner(Resource, tag="Practitioner"):
    """A clinician, as far as the table looks."""

    qualification: tuple[Qualification, ...] = ()


def _taxonomies(qualifications: tuple[Qualification, ...]) -> list[str]:
    return taxonomies(*(bytes(found.code) for found in qualifications))


def _npi(practitioner: Practitioner) -> str | None:
    return provider_number(practitioner.identifier, NPI)


def _taxonomy(qualifications: tuple[Qualification, ...]) -> bytes:
    return coded(_taxonomies(qualifications))


def _primary_care(qualifications: tuple[Qualification, ...]) -> bool | None:
    return gives_primary_care(_taxonomies(qualifications))


RESOURCE = Practitioner
LAYOUTS = (
    Layout(
        resource=Practitioner,
        table=PROVIDER,
        fields=(
            key("provider"),
            text("npi", _npi, path="identifier.value"),
            codes(
                "taxonomy",
                Of("qualification", _taxonomy),
                path="qualification.code",
                system=TAXONOMY,
            ),
            flag("primary_care", Of("qualification", _primary_care), path="qualification.code"),
        ),
    ),
)
