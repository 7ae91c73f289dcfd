"""FHIR as NDJSON: one resource a line, of one type or of many."""

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing

from adapters.fhir.acyclic import acyclic
from adapters.fhir.blocks import Block, line_blocks
from adapters.fhir.index import DIAGNOSED, Indexing, index_lines
from adapters.fhir.modifiers import MODIFIERS
from adapters.fhir.parallel import WORKERS, in_order
from adapters.fhir.reading import batches
from adapters.fhir.recognition import Form, form_of
from adapters.fhir.sorting import sort_block
from adapters.fhir.unit import NO_INDEX, Index, Unit
from adapters.needs import Needs
from adapters.source import Source
from schemas.batch import Batch
from schemas.fault import Fault
from schemas.record import record

NAME = "fhir-ndjson"
LENGTH_REMEDY = "write one resource a line; this line is longer than a resource may be"
# What refers to another resource for what it is.
POINTERS = (b'"medicationReference"', b"PractitionerRole", b"Location/", DIAGNOSED)
# What is told by an age needs the days of birth.
AGES = (b'"onsetAge"', b'"onsetRange"', b'"abatementAge"', b'"abatementRange"')
MARKS = (*POINTERS, *AGES, *MODIFIERS)
POINTED_AT = re.compile(rb'(Medication|PractitionerRole|Location|Condition)\\?/([^"/?#|\\]+)')

# Gives the index of all that is pointed at, and of Conditions where asked for them as well.
Wanted = Callable[[bool], Index]
# All Patients of the input, where those are known; and what is needed, where that is not all.
Shared = tuple[frozenset[str] | None, Needs | None]


@record
class Task:
    """A block of a file, what its resources refer to, and whether one speaks of a modifier."""

    file: str
    block: Block
    index: Index
    modifiers: bool


def recognises(head: bytes) -> bool:
    """Say whether the first bytes are lines that each hold a FHIR resource."""
    return form_of(head) is Form.LINES


def read(source: Source, *, needs: Needs | None = None, workers: int = WORKERS) -> Iterator[Batch]:
    """Yield the records of one file, read by `workers` processes where it is large.

    A reference to a Medication, a Location or a PractitionerRole, and of a claim to a Condition, is
    resolved in the file; whether a subject is a Patient of the input is for those to say who know
    all files.
    """
    known: dict[bool, Index] = {}

    def index(conditions: bool) -> Index:
        if conditions not in known:
            indexing = Indexing()
            index_lines(source, indexing, persons=True, conditions=conditions)
            known[conditions] = indexing.index()
        return known[conditions]

    yield from _read([source], index, (None, needs), workers=workers)


def read_several(
    sources: Iterable[Source],
    index: Index,
    persons: frozenset[str],
    *,
    needs: Needs | None = None,
    workers: int = WORKERS,
) -> Iterator[Batch]:
    """Yield the records of files that are one input, of which index and persons are known already.

    Each is opened when the one before it has been read to its end.
    """
    yield from _read(sources, lambda _: index, (persons, needs), workers=workers)


def _read(
    sources: Iterable[Source], index: Wanted, shared: Shared, *, workers: int
) -> Iterator[Batch]:
    with closing(_tasks(sources, index)) as tasks:
        yield from in_order(tasks, work=read_task, shared=shared, workers=workers)


def _tasks(sources: Iterable[Source], index: Wanted) -> Generator[Task]:
    for source in sources:
        with source.open() as stream:
            for block in line_blocks(stream):
                yield _task(source.name, block, index)


def read_task(task: Task, shared: Shared) -> list[Batch]:
    """Read one block."""
    with acyclic():
        # In a call of its own, so that what was decoded is gone when the search for circles is on.
        return _batches_of(task, *shared)


def _batches_of(task: Task, persons: frozenset[str] | None, needs: Needs | None) -> list[Batch]:
    block = task.block
    found = sort_block(block, file=task.file, modifiers=task.modifiers, needs=needs)
    if block.too_long is not None:
        found.faults.append(
            Fault(rule="too-long", remedy=LENGTH_REMEDY, file=task.file, position=block.too_long)
        )
    unit = Unit(index=task.index, persons=persons, needs=needs)
    return list(batches(found, unit, file=task.file))


def _task(file: str, block: Block, index: Wanted) -> Task:
    held = block.holding(MARKS)
    return Task(
        file=file,
        block=block,
        index=_needed(block, held, index),
        modifiers=not held.isdisjoint(MODIFIERS),
    )


def _needed(block: Block, held: frozenset[bytes], index: Wanted) -> Index:
    """Return what of the index a block refers to; the index is made when the first one does."""
    aged = not held.isdisjoint(AGES)
    if not aged and held.isdisjoint(POINTERS):
        return NO_INDEX
    whole = index(DIAGNOSED in held)
    ids = {found[2].decode(errors="replace") for found in POINTED_AT.finditer(block.content)}
    ids |= {found[2].decode(errors="replace") for found in POINTED_AT.finditer(block.last_line())}
    return Index(
        births=whole.births if aged else {},
        medications={one: whole.medications[one] for one in ids & whole.medications.keys()},
        conditions={one: whole.conditions[one] for one in ids & whole.conditions.keys()},
        locations={one: whole.locations[one] for one in ids & whole.locations.keys()},
        roles={one: whole.roles[one] for one in ids & whole.roles.keys()},
    )
