"""The batches made of resources that are sorted by type."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import polars as pl
from msgspec import Raw

from adapters.fhir.columns import Columns, all_are
from adapters.fhir.datatypes import ABSENT
from adapters.fhir.extensions import Extensions, extensions_of
from adapters.fhir.flatten import flatten
from adapters.fhir.found import Found
from adapters.fhir.passed_over import OF_ANYTHING, SPARES, PassedOver
from adapters.fhir.resources import LAYOUTS, PREPARED
from adapters.fhir.sorting import Sorted
from adapters.fhir.spellings import numbered
from adapters.fhir.surplus import as_series, surplus_of
from adapters.fhir.unit import Unit
from adapters.needs import Needs, narrowed
from adapters.whole_file import faulted
from schemas.batch import Batch
from schemas.fault import faults_frame
from schemas.records.person import PERSON


def batches(found: Sorted, unit: Unit, *, file: str) -> Iterator[Batch]:
    """Yield a batch for each table that some resource fills; first what filled none.

    Where the unit says what is needed, nothing else is read, and no words for the identifier gate.
    """
    if unit.needs is not None:
        yield from _needed(found, unit, unit.needs, file=file)
        return
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


def _needed(found: Sorted, unit: Unit, needs: Needs, *, file: str) -> Iterator[Batch]:
    if found.faults:
        yield faulted(*found.faults)
    for batch in _filled(found, unit, file=file):
        yield narrowed(batch, needs)


def _filled(found: Sorted, unit: Unit, *, file: str) -> Iterator[Batch]:
    for kind, every in LAYOUTS.items():
        layouts = [one for one in every if unit.needs is None or one.table.name in unit.needs]
        resources = found.resources.get(kind, [])
        if not resources or not layouts:
            continue
        prepare = PREPARED.get(kind)
        columns = Columns(resources)
        together = Found(
            resources=resources,
            positions=found.positions[kind],
            prepared=[prepare(one, unit) for one in resources] if prepare else resources,
            columns=columns,
            extensions=_extensions(columns),
            contained=_contained(columns),
        )
        for layout in layouts:
            batch = flatten(together, layout, unit, file=file)
            if batch.height or batch.faults.height or batch.surplus or batch.passed_over:
                yield batch


def _extensions(columns: Columns) -> Sequence[Extensions] | None:
    given = columns.values("extension")
    if all_are(given, ABSENT):
        return None
    distinct, numbers = numbered(given)
    found = list(map(extensions_of, distinct))
    return list(map(found.__getitem__, numbers.to_list()))


def _contained(columns: Columns) -> Sequence[Raw] | None:
    given = columns.values("contained")
    return None if all_are(given, ABSENT) else given


def _remainder(found: Sorted, *, file: str) -> Iterator[Batch]:
    """Yield the faults of what could not be read, and the words in what was passed over."""
    surplus: dict[str, list[str]] = {}
    for kind, resources in found.resources.items():
        if issubclass(kind, PassedOver):
            spares = SPARES.get(kind.__name__, OF_ANYTHING)
            surplus |= surplus_of(Columns(resources), kind.__name__, spares)
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
        columns=pl.DataFrame(schema=PERSON.schema).to_dict(),
        positions=pl.Series("position", [], dtype=pl.Int64),
        file=file,
    )
