"""Group: an attribution list (Da Vinci ATR): its members are the persons of a practice."""

from collections.abc import Iterator, Sequence

from msgspec import Raw, Struct

from adapters.fhir.attribution import terms_of
from adapters.fhir.datatypes import ABSENT, NO_PERIOD, NO_REFERENCE, Element, Period, Reference
from adapters.fhir.fields.constant import constant
from adapters.fhir.fields.plain import text
from adapters.fhir.fields.reference import person, reference
from adapters.fhir.fields.time import time
from adapters.fhir.identifiers import pointer
from adapters.fhir.layout import Layout
from adapters.fhir.references import key_of
from adapters.fhir.resource import Resource
from adapters.fhir.surplus import EVERYWHERE, Spare
from adapters.fhir.unit import Unit
from schemas.records.attribution import ATTRIBUTION


class Member(Element, frozen=True):
    """One member of the list."""

    extension: Raw = ABSENT
    entity: Reference = NO_REFERENCE
    period: Period = NO_PERIOD
    inactive: bool = False


class Characteristic(Element, frozen=True):
    """What the members have in common, such as the practice that they are attributed to."""

    value_reference: Reference = NO_REFERENCE
    exclude: bool = False


class Group(Resource, tag="Group"):
    """A list, as far as the table looks."""

    type: str | None = None
    actual: bool | None = None
    active: bool = True
    managing_entity: Reference = NO_REFERENCE
    characteristic: tuple[Characteristic, ...] = ()
    member: tuple[Member, ...] = ()


class Listed(Struct, frozen=True, gc=False):
    """One person on one list."""

    entity: Reference
    practice: str | None
    provider: str | None
    status: str | None
    start: str | None
    end: str | None


def _listed(group: Group, unit: Unit) -> Iterator[Listed]:
    """Yield each member of a list of persons; one that was dropped counts until its end."""
    if group.type != "person" or group.actual is False:
        return
    practice = _practice(group)
    whole = terms_of(group.extension)
    for member in group.member:
        own = terms_of(member.extension)
        end = member.period.end or own.end
        if (member.inactive or own.dropped) and end is None:
            continue
        yield Listed(
            entity=member.entity,
            practice=_own_practice(own.provider, unit) or practice,
            provider=own.provider,
            status=whole.status,
            start=member.period.start or own.start or whole.start,
            end=end or whole.end,
        )


def _own_practice(provider: str | None, unit: Unit) -> str | None:
    """Return the organization that a member is attributed to, by itself or through a role."""
    if provider is not None and "Organization/" in provider:
        return provider
    _, organization = unit.index.roles.get(key_of(provider, "PractitionerRole") or "", (None, None))
    return organization


def _practice(group: Group) -> str | None:
    """Return the practice of the list: a characteristic, or else the entity that manages it."""
    traits = [found.value_reference for found in group.characteristic if not found.exclude]
    pointers = [pointer(found, "Organization") for found in (*traits, group.managing_entity)]
    return next((found for found in pointers if found and "Organization" in found), None)


def _in_force(group: Group) -> bool:
    return group.active


def _names(lists: Sequence[tuple[Member, ...]]) -> Iterator[str | None]:
    return (member.entity.display for members in lists for member in members)


RESOURCE = Group
LAYOUTS = (
    Layout(
        resource=Group,
        table=ATTRIBUTION,
        in_force=_in_force,
        objects=_listed,
        fields=(
            person("entity", path="member.entity.reference"),
            reference("practice", "practice", "Organization", path="managingEntity"),
            reference("provider", "provider", "Practitioner", path="member.extension"),
            constant("method", "roster"),
            text("status", path="extension"),
            time("start", "start", path="member.period.start"),
            time("end", "end", path="member.period.end"),
        ),
        spares=(
            *EVERYWHERE,
            Spare(path="member.entity.display", at="member", words=_names, nothing=()),
        ),
    ),
)
