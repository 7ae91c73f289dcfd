"""Resources sorted by type, and the batches made of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from adapters.fhir.datatypes import ABSENT
from adapters.fhir.decoding import decode, refusals
from adapters.fhir.extensions import Extensions, extensions_of
from adapters.fhir.failures import FAILURES
from adapters.fhir.flatten import flatten
from adapters.fhir.found import Found
from adapters.fhir.modifiers import may_be_modified, modified
from adapters.fhir.passed_over import OF_ANYTHING, SPARES, PassedOver
from adapters.fhir.resource import Resource
from adapters.fhir.resources import LAYOUTS, PREPARED
from adapters.fhir.rows import all_are
from adapters.fhir.surplus import as_series, surplus_of
from adapters.fhir.unit import Unit
from schemas.batch import Batch
from schemas.fault import Fault, faults_frame
from schemas.records.person import PERSON


class Sorted:
    """Resources by type, each with its position, and why the others could not be read."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.resources: defaultdict[type[Resource], list[Resource]] = defaultdict(list)
        self.positions: defaultdict[type[Resource], list[int]] = defaultdict(list)
        self.faults = list(faults)

    def passed_over(self) -> dict[str, int]:
        """Count the resources that no table needs, by type."""
        return {
            kind.__name__: len(found)
            for kind, found in sorted(self.resources.items(), key=lambda pair: pair[0].__name__)
            if not LAYOUTS.get(kind)
        }


def sort_out(contents: Iterable[tuple[int, bytes]], *, file: str, modifiers: bool = True) -> Sorted:
    """Decode the resources at their positions; one that cannot be read spoils no other.

    An empty content is no resource, and no fault.
    `modifiers` says whether any content may hold a modifier extension.
    """
    found = Sorted()
    resources, positions = found.resources, found.positions
    for position, content in contents:
        try:
            resource = decode(content)
        except FAILURES:
            if content.strip():
                found.faults.extend(refusals(content, file=file, position=position))
            continue
        kind = type(resource)
        if modifiers and LAYOUTS.get(kind) and may_be_modified(content):
            faults = list(modified(content, kind.__name__, file=file, position=position))
            found.faults.extend(faults)
            if faults:
                continue
        resources[kind].append(resource)
        positions[kind].append(position)
    return found


def batches(found: Sorted, unit: Unit, *, file: str) -> Iterator[Batch]:
    """Yield a batch for each table that some resource fills; first what filled none."""
    yield from _remainder(found, file=file)
    for kind, layouts in LAYOUTS.items():
        resources = found.resources.get(kind, [])
        if not resources or not layouts:
            continue
        prepare = PREPARED.get(kind)
        together = Found(
            resources=resources,
            positions=found.positions[kind],
            prepared=[prepare(one, unit) for one in resources] if prepare else resources,
            extensions=_extensions(resources),
        )
        for layout in layouts:
            batch = flatten(together, layout, unit, file=file)
            if batch.rows.height or batch.faults.height or batch.surplus or batch.passed_over:
                yield batch


def _extensions(resources: Sequence[Resource]) -> Sequence[Extensions] | None:
    given = [resource.extension for resource in resources]
    return None if all_are(given, ABSENT) else list(map(extensions_of, given))


def _remainder(found: Sorted, *, file: str) -> Iterator[Batch]:
    """Yield the faults of what could not be read, and the words in what was passed over."""
    surplus: dict[str, list[str]] = {}
    for kind, resources in found.resources.items():
        if issubclass(kind, PassedOver):
            spares = SPARES.get(kind.__name__, OF_ANYTHING)
            surplus |= surplus_of(resources, kind.__name__, spares)
    passed_over = found.passed_over()
    if found.faults or surplus or passed_over:
        yield Batch(
            table=PERSON,
            rows=pl.DataFrame(schema=PERSON.schema),
            positions=pl.Series("position", [], dtype=pl.Int64),
            file=file,
            faults=faults_frame(found.faults),
            surplus=as_series(surplus),
            passed_over=passed_over,
        )
