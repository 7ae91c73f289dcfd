"""The resources that others point at for what they are, found before those are read.

An id that stands for two different things stands for neither: what refers to it is unresolved.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from adapters.fhir.blocks import Block, line_blocks
from adapters.fhir.datatypes import ABSENT
from adapters.fhir.decoding import decode
from adapters.fhir.failures import FAILURES
from adapters.fhir.resource import Resource
from adapters.fhir.resources.condition import Condition
from adapters.fhir.resources.location import Location
from adapters.fhir.resources.medication import Medication
from adapters.fhir.resources.patient import Patient
from adapters.fhir.resources.practitioner_role import PractitionerRole
from adapters.fhir.unit import Index
from adapters.source import Source
from schemas.record import record

MARKS = (b'"Medication"', b'"PractitionerRole"', b'"Location"')
PATIENT = b'"Patient"'
CONDITION = b'"Condition"'
# A claim may name its diagnoses by Conditions: these are looked for where one does.
DIAGNOSED = b'"diagnosisReference"'
Thing = TypeVar("Thing")


@record
class Looked:
    """What was looked through: its bytes, and whether a claim names a Condition as diagnosis."""

    bytes: int
    diagnosed: bool


class Indexing:
    """An index that grows; `persons` are the ids of the Patients seen."""

    def __init__(self) -> None:
        self.births: dict[str, str | None] = {}
        self.medications: dict[str, bytes | None] = {}
        self.conditions: dict[str, bytes | None] = {}
        self.locations: dict[str, bytes | None] = {}
        self.roles: dict[str, tuple[str | None, str | None] | None] = {}
        self.persons: set[str] = set()

    def add(self, resource: Resource, *, conditions: bool = False) -> None:
        """Take in a resource, if it is one of those; conditions only where they are asked for."""
        if resource.id is None:
            return
        match resource:
            case Patient():
                self.persons.add(resource.id)
                if resource.birth_date is not None:
                    _put(self.births, resource.id, resource.birth_date)
            case Medication() if resource.code is not ABSENT:
                _put(self.medications, resource.id, bytes(resource.code))
            case Condition() if conditions and resource.code is not ABSENT:
                _put(self.conditions, resource.id, bytes(resource.code))
            case Location() if resource.type is not ABSENT:
                _put(self.locations, resource.id, bytes(resource.type))
            case PractitionerRole():
                pair = (resource.practitioner.reference, resource.organization.reference)
                _put(self.roles, resource.id, pair)

    def index(self) -> Index:
        """Return what is known now."""
        return Index(
            births=_told_apart(self.births),
            medications=_told_apart(self.medications),
            conditions=_told_apart(self.conditions),
            locations=_told_apart(self.locations),
            roles=_told_apart(self.roles),
        )

    def ambiguous(self) -> set[str]:
        """Return the ids that stand for two different things."""
        kinds = (self.medications, self.conditions, self.locations, self.roles)
        return {key for things in kinds for key, thing in things.items() if thing is None}

    def ids(self) -> set[str]:
        """Return the ids of all that others point at."""
        kinds = (self.medications, self.conditions, self.locations, self.roles)
        return {key for things in kinds for key in things}


def _put(things: dict[str, Thing | None], key: str, thing: Thing) -> None:
    """Put in a thing under its key; two different ones leave the key without any."""
    things[key] = None if things.get(key, thing) != thing else thing


def _told_apart(things: dict[str, Thing | None]) -> dict[str, Thing]:
    return {key: thing for key, thing in things.items() if thing is not None}


def index_lines(
    source: Source, indexing: Indexing, *, persons: bool = False, conditions: bool = False
) -> Looked:
    """Look through NDJSON for what others point at; for Patients and Conditions where asked to."""
    marks = (*MARKS, *(PATIENT,) * persons, *(CONDITION,) * conditions)
    diagnosed, size = False, 0
    with source.open() as stream:
        for block in line_blocks(stream):
            # One look for all of them costs less than one for each, and most files hold few.
            held = block.holding((*marks, DIAGNOSED))
            diagnosed = diagnosed or DIAGNOSED in held
            size += len(block.content)
            for line in _lines_with(block, held - {DIAGNOSED}):
                try:
                    indexing.add(decode(line), conditions=conditions)
                except FAILURES:
                    continue
    return Looked(bytes=size, diagnosed=diagnosed)


def _lines_with(block: Block, marks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a block that hold a mark, without looking at each line."""
    content = block.content
    places = sorted(place for mark in marks for place in _places(content, mark))
    done = -1
    for place in places:
        if place < done:
            continue
        start, done = content.rfind(b"\n", 0, place) + 1, content.find(b"\n", place)
        if done < 0:
            break
        yield content[start:done]
    yield block.last_line()


def _places(content: bytes, mark: bytes) -> Iterator[int]:
    place = content.find(mark)
    while place >= 0:
        yield place
        place = content.find(mark, place + len(mark))
