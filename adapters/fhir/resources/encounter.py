"""Encounter: a contact with the health system, and the conditions that it names."""

from msgspec import Raw, Struct

from adapters.fhir.datatypes import ABSENT, NO_PERIOD, NO_REFERENCE, Element, Period, Reference
from adapters.fhir.fields.codes import codes
from adapters.fhir.fields.place import places
from adapters.fhir.fields.plain import text, whole
from adapters.fhir.fields.reference import key, person, reference
from adapters.fhir.fields.time import time
from adapters.fhir.identifiers import pointer
from adapters.fhir.layout import Layout
from adapters.fhir.performers import may_be
from adapters.fhir.resource import Resource
from adapters.fhir.rows import Of
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, display
from adapters.fhir.unit import Unit
from schemas.code_system import ACT_CODE, CPT, DISCHARGE_STATUS
from schemas.records.encounter import ENCOUNTER
from schemas.records.encounter_condition import ENCOUNTER_CONDITION

# v3-ParticipationType: who led the encounter, before anybody else who took part.
LEADING = ("ATND", "PPRF", "PRF")


class Participant(Element, frozen=True):
    """Somebody who took part."""

    type: Raw = ABSENT
    individual: Reference = NO_REFERENCE


class Diagnosis(Element, frozen=True):
    """A condition that the encounter names as a diagnosis."""

    condition: Reference = NO_REFERENCE
    use: Raw = ABSENT
    rank: int | None = None


class Place(Element, frozen=True):
    """A location at which the encounter took place."""

    location: Reference = NO_REFERENCE


class Hospitalization(Element, frozen=True):
    """How the person came and went."""

    discharge_disposition: Raw = ABSENT


class Encounter(Resource, tag="Encounter"):
    """A contact, as far as the tables look."""

    status: str | None = None
    class_: Raw = ABSENT
    type: Raw = ABSENT
    reason_code: Raw = ABSENT
    reason_reference: tuple[Reference, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()
    subject: Reference = NO_REFERENCE
    participant: tuple[Participant, ...] = ()
    period: Period = NO_PERIOD
    hospitalization: Hospitalization = Hospitalization()
    location: tuple[Place, ...] = ()
    service_provider: Reference = NO_REFERENCE


class Named(Struct, frozen=True, gc=False):
    """A condition that an encounter names."""

    encounter: Encounter
    condition: str | None
    role: str
    use: Raw = ABSENT
    rank: int | None = None


def _clinician(participants: tuple[Participant, ...]) -> str | None:
    """Return the reference to who led the encounter."""
    ranked = sorted(participants, key=_rank)
    pointers = (pointer(found.individual, "Practitioner") for found in ranked)
    return next((found for found in pointers if found and may_be(found, "Practitioner")), None)


def _rank(participant: Participant) -> int:
    kinds = bytes(participant.type)
    found = [rank for rank, code in enumerate(LEADING) if f'"{code}"'.encode() in kinds]
    return found[0] if found else len(LEADING)


def _place(encounter: Encounter) -> str | None:
    """Return the reference to the organization, or else to the first location."""
    organization = pointer(encounter.service_provider, "Organization")
    if organization or not encounter.location:
        return organization
    return pointer(encounter.location[0].location, "Location")


def _named(encounter: Encounter, unit: Unit) -> list[Named]:
    """Return each condition that the encounter names, once in each role."""
    if not encounter.reason_reference and not encounter.diagnosis:
        return []
    names = unit.names
    reasons = (found.reference or "" for found in encounter.reason_reference)
    targets = dict.fromkeys(names.get(reason, reason) for reason in reasons)
    diagnoses = {found.condition.reference: found for found in reversed(encounter.diagnosis)}
    return [
        *(Named(encounter, target, "reason") for target in targets if _of_condition(target)),
        *(
            Named(encounter, found.condition.reference, "diagnosis", found.use, found.rank)
            for found in reversed(diagnoses.values())
        ),
    ]


def _of_condition(reference: str) -> bool:
    """A reason may be a procedure or an observation as well; a urn tells no type."""
    return "Condition/" in reference or reference.startswith("urn:")


RESOURCE = Encounter
LAYOUTS = (
    Layout(
        resource=Encounter,
        table=ENCOUNTER,
        fields=(
            key("encounter"),
            person("subject"),
            text("status"),
            codes("class", "class_", system=ACT_CODE),
            codes("type", system=CPT),
            codes("reason", "reason_code"),
            time("start", "period.start"),
            time("end", "period.end"),
            places(),
            codes(
                "discharge_disposition",
                "hospitalization.discharge_disposition",
                system=DISCHARGE_STATUS,
            ),
            reference("practice", _place, "Organization", "Location", path="serviceProvider"),
            reference(
                "provider",
                Of("participant", _clinician),
                "Practitioner",
                path="participant.individual",
            ),
            security(),
        ),
        spares=(*EVERYWHERE, IDENTIFIER, display("subject")),
    ),
    Layout(
        resource=Encounter,
        table=ENCOUNTER_CONDITION,
        objects=_named,
        fields=(
            key("encounter", "encounter.id"),
            reference("condition", "condition", "Condition", path="diagnosis.condition"),
            person("encounter.subject", path="subject.reference"),
            text("role"),
            codes("use", path="diagnosis.use"),
            whole("rank", path="diagnosis.rank"),
        ),
    ),
)
