"""Organization: a practice or facility; one that only pays is no practice."""

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Raw

from adapters.fhir.concepts import parts
from adapters.fhir.datatypes import ABSENT, NO_REFERENCE, Reference
from adapters.fhir.directory_kinds import coded, kind_of_practice, taxonomies
from adapters.fhir.failures import FAILURES
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.plain import text
from adapters.fhir.fields.reference import key, reference
from adapters.fhir.identifiers import CCN, NPI, provider_number
from adapters.fhir.layout import Layout
from adapters.fhir.resource import Resource
from adapters.fhir.surplus import EVERYWHERE
from adapters.fhir.unit import Unit
from schemas.code_system import TAXONOMY
from schemas.records.practice import PRACTICE

# organization-type: payers, insurers and those who pay for others.
PAYING = frozenset({"pay", "ins", "payer"})
# The types of organizations are few, but a sender may write anything.
KEPT = 256


class Organization(Resource, tag="Organization"):
    """An organization, as far as the table looks."""

    name: str | None = None
    type: Raw = ABSENT
    part_of: Reference = NO_REFERENCE


def _practices(organization: Organization, unit: Unit) -> Iterable[Organization]:
    """Return the organization, unless every type of it is one that pays."""
    del unit
    only_pays = organization.type is not ABSENT and _only_pays(bytes(organization.type))
    return () if only_pays else (organization,)


@lru_cache(maxsize=KEPT)
def _only_pays(types: bytes) -> bool:
    try:
        codings, _ = parts(types)
    except FAILURES:
        return False
    kinds = [coding.code for coding in codings if coding.code]
    return bool(kinds) and PAYING.issuperset(kinds)


def _npi(organization: Organization) -> str | None:
    return provider_number(organization.identifier, NPI)


def _ccn(organization: Organization) -> str | None:
    return provider_number(organization.identifier, CCN)


def _taxonomy(organization: Organization) -> bytes:
    return coded(taxonomies(bytes(organization.type)))


def _kind(organization: Organization) -> str | None:
    return kind_of_practice(taxonomies(bytes(organization.type)))


RESOURCE = Organization
LAYOUTS = (
    Layout(
        resource=Organization,
        table=PRACTICE,
        objects=_practices,
        fields=(
            key("practice"),
            text("name"),
            text("npi", _npi, path="identifier.value"),
            text("ccn", _ccn, path="identifier.value"),
            codes("taxonomy", _taxonomy, path="type", system=TAXONOMY),
            text("kind", _kind, path="type"),
            reference("organization", "part_of.reference", "Organization"),
        ),
        spares=EVERYWHERE,
    ),
)
