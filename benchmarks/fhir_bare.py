"""A bare reader of FHIR: msgspec alone decodes typed and flattens into columns of an Arrow table.

No rule, no fault, no normalised code, no instant, no identifier: the least that reading costs.
"""

from collections import defaultdict
from operator import attrgetter
from pathlib import Path

import msgspec
import pyarrow as pa
from msgspec import Struct

TOGETHER = 2**25


class Coding(Struct, gc=False):
    """A code."""

    system: str | None = None
    code: str | None = None


class Concept(Struct, gc=False):
    """A coded element."""

    coding: list[Coding] = []


class Reference(Struct, gc=False):
    """A reference."""

    reference: str | None = None


class Period(Struct, gc=False):
    """A span."""

    start: str | None = None
    end: str | None = None


class Quantity(Struct, gc=False):
    """A number."""

    value: float | None = None
    code: str | None = None


class Extension(Struct, gc=False, rename="camel"):
    """An extension."""

    url: str | None = None
    extension: list["Extension"] = []
    value_coding: Coding | None = None


class Repeat(Struct, gc=False, rename="camel"):
    """How often."""

    bounds_period: Period | None = None
    frequency: float | None = None


class Timing(Struct, gc=False):
    """When."""

    repeat: Repeat | None = None


class Dosage(Struct, gc=False):
    """How much."""

    timing: Timing | None = None


class Dispensing(Struct, gc=False, rename="camel"):
    """What may be handed out."""

    expected_supply_duration: Quantity | None = None


class Resource(Struct, gc=False, rename="camel", kw_only=True, tag_field="resourceType"):
    """Every element that some column takes, whatever the type."""

    id: str | None = None
    status: str | None = None
    intent: str | None = None
    gender: str | None = None
    birth_date: str | None = None
    extension: list[Extension] = []
    subject: Reference | None = None
    beneficiary: Reference | None = None
    encounter: Reference | None = None
    reason_reference: list[Reference] = []
    payor: list[Reference] = []
    period: Period | None = None
    performed_period: Period | None = None
    effective_date_time: str | None = None
    onset_date_time: str | None = None
    recorded_date: str | None = None
    authored_on: str | None = None
    issued: str | None = None
    when_handed_over: str | None = None
    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    medication_codeable_concept: Concept | None = None
    value_codeable_concept: Concept | None = None
    value_integer: int | None = None
    days_supply: Quantity | None = None
    dosage_instruction: list[Dosage] = []
    dispense_request: Dispensing | None = None


class Patient(Resource, tag="Patient"):
    """A person."""


class Encounter(Resource, tag="Encounter"):
    """A contact."""

    class_: Coding | None = None
    type: list[Concept] = []


class Condition(Resource, tag="Condition"):
    """A problem."""

    category: list[Concept] = []
    code: Concept | None = None


class Observation(Condition, tag="Observation"):
    """A score."""


class Procedure(Resource, tag="Procedure"):
    """Something done."""

    code: Concept | None = None


class ServiceRequest(Procedure, tag="ServiceRequest"):
    """Something ordered."""


class Coverage(Resource, tag="Coverage"):
    """A span of coverage."""

    type: Concept | None = None


class Organization(Resource, tag="Organization"):
    """An organization."""

    name: str | None = None
    type: list[Concept] = []


class Practitioner(Resource, tag="Practitioner"):
    """A clinician."""


class MedicationRequest(Resource, tag="MedicationRequest"):
    """A prescription."""


class MedicationDispense(Resource, tag="MedicationDispense"):
    """A filled prescription."""


class MeasureReport(Resource, tag="MeasureReport"):
    """What no table takes."""


DECODER = msgspec.json.Decoder(
    Patient
    | Encounter
    | Condition
    | Observation
    | Procedure
    | ServiceRequest
    | Coverage
    | Organization
    | Practitioner
    | MedicationRequest
    | MedicationDispense
    | MeasureReport
)
TEXTS = {
    Patient: ("id", "gender", "birth_date"),
    Encounter: ("id", "status"),
    Condition: ("id", "onset_date_time", "recorded_date"),
    Observation: ("id", "status", "effective_date_time", "issued"),
    Procedure: ("id", "status"),
    ServiceRequest: ("id", "status", "intent", "authored_on"),
    Coverage: ("id", "status"),
    Organization: ("id", "name"),
    Practitioner: ("id",),
    MedicationRequest: ("id", "status", "intent", "authored_on"),
    MedicationDispense: ("id", "status", "when_handed_over"),
}
CODES = {
    Encounter: ("class_", "type"),
    Condition: ("category", "code", "clinical_status", "verification_status"),
    Observation: ("category", "code", "value_codeable_concept"),
    Procedure: ("code",),
    ServiceRequest: ("code",),
    Coverage: ("type",),
    Organization: ("type",),
    MedicationRequest: ("medication_codeable_concept",),
    MedicationDispense: ("medication_codeable_concept",),
}
SUBJECTS = {Coverage: "beneficiary"}
PERIODS = {Encounter: "period", Coverage: "period", Procedure: "performed_period"}


def read(path: str) -> int:
    """Decode and flatten every line; return how many rows there are."""
    rows = 0
    with Path(path).open("rb") as stream:
        while lines := stream.readlines(TOGETHER):
            rows += sum(table.num_rows for table in _tables(lines))
    return rows


def _tables(lines: list[bytes]) -> list[pa.Table]:
    by_type: defaultdict[type[Resource], list[Resource]] = defaultdict(list)
    for line in lines:
        resource = DECODER.decode(line)
        by_type[type(resource)].append(resource)
    return [_table(kind, found) for kind, found in by_type.items() if kind in TEXTS]


def _table(kind: type[Resource], found: list[Resource]) -> pa.Table:
    columns = {name: list(map(attrgetter(name), found)) for name in TEXTS[kind]}
    for name in CODES.get(kind, ()):
        elements = list(map(attrgetter(name), found))
        columns[f"{name}_system"] = [_codes(element, "system") for element in elements]
        columns[f"{name}_code"] = [_codes(element, "code") for element in elements]
    subject = SUBJECTS.get(kind, "subject")
    columns["person"] = [
        None if (to := getattr(one, subject)) is None else to.reference for one in found
    ]
    if kind in PERIODS:
        spans = [getattr(one, PERIODS[kind]) for one in found]
        columns["start"] = [None if span is None else span.start for span in spans]
        columns["end"] = [None if span is None else span.end for span in spans]
    if kind is Patient:
        columns["category"] = [
            [part.value_coding.code for one in patient.extension for part in one.extension]
            for patient in found
        ]
    return pa.table(columns)


def _codes(element: Concept | Coding | list[Concept] | None, part: str) -> list[str | None]:
    if element is None:
        return []
    if isinstance(element, Coding):
        return [getattr(element, part)]
    concepts = element if isinstance(element, list) else [element]
    return [getattr(coding, part) for concept in concepts for coding in concept.coding]
