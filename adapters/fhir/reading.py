"""Resources sorted by type, and the batches made of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain

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
from adapters.fhir.telling import OF_NOBODY, may_tell, telling
from adapters.fhir.unit import Unit
from schemas.batch import Batch
from schemas.fault import Fault, faults_frame
from schemas.records.person import PERSON


class Sorted:
    """Resources by type, each with its position, and why the others could not be read.

    `telling` are the words that tell of a person where no type has a place for them, by path.
    """

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.resources: defaultdict[type[Resource], list[Resource]] = defaultdict(list)
        self.positions: defaultdict[type[Resource], list[int]] = defaultdict(list)
        self.faults = list(faults)
        self.telling: defaultdict[str, list[str]] = defaultdict(list)

    def passed_over(self) -> dict[str, int]:
        """Count the resources that no table needs, by type."""
        return {
            kind.__name__: len(found)
            for kind, found in sorted(self.resources.items(), key=lambda pair: pair[0].__name__)
            if not LAYOUTS.get(kind)
        }


def sort_out(
    contents: Iterable[tuple[int, bytes]],
    *,
    file: str,
    modifiers: bool = True,
    suspects: Collection[int] | None = None,
) -> Sorted:
    """Decode the resources at their positions; one that cannot be read spoils no other.

    An empty content is no resource, and no fault.
    `modifiers` says whether any content may hold a modifier extension, `suspects` gives the
    positions of all contents that may tell of a person, where they are known.
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
        if suspects is not None and position not in suspects:
            continue
        if kind.__name__ not in OF_NOBODY and may_tell(content):
            for path, text in telling(content, kind.__name__, _shown(kind)):
                found.telling[path].append(text)
    return found


@cache
def _shown(kind: type[Resource]) -> frozenset[str]:
    """Return the paths within a type that the identifier gate sees anyhow, whatever they hold.

    The display of a reference it may see only where that refers to a person.
    """
    if issubclass(kind, PassedOver):
        spares = SPARES.get(kind.__name__, OF_ANYTHING)
    else:
        spares = tuple(spare for layout in LAYOUTS[kind] for spare in layout.spares)
    extensions = {"extension"} if LAYOUTS.get(kind) else set[str]()
    paths = {spare.path for spare in spares if not spare.path.endswith(".display")}
    return frozenset(paths | extensions)


def batches(found: Sorted, unit: Unit, *, file: str) -> Iterator[Batch]:
    """Yield a batch for each table that some resource fills; first what filled none."""
    shown: set[str] = set()
    for batch in chain(_remainder(found, file=file), _filled(found, unit, file=file)):
        if found.telling:
            shown.update(*batch.surplus.values())
        yield batch
    told = {
        path: [word for word in words if word not in shown] for path, words in found.telling.items()
    }
    if any(told.values()):
        surplus = {path: words for path, words in told.items() if words}
        yield replace(_without_rows(file), surplus=as_series(surplus))


def _filled(found: Sorted, unit: Unit, *, file: str) -> Iterator[Batch]:
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
        yield replace(
            _without_rows(file),
            faults=faults_frame(found.faults),
            surplus=as_series(surplus),
            passed_over=passed_over,
        )


def _without_rows(file: str) -> Batch:
    return Batch(
        table=PERSON,
        rows=pl.DataFrame(schema=PERSON.schema),
        positions=pl.Series("position", [], dtype=pl.Int64),
        file=file,
    )
