"""Subjects that are no Patient of the input: found when the keys of all files are known.

A Bundle and a folder know their Patients when they are read. Of NDJSON in several files this is a
second pass over keys alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from adapters.violations import faults_at
from schemas.batch import Batch

RULE = "unresolved-subject"
REMEDY = "hand in the Patient that the record is about"


def persons_of(batches: Iterable[Batch]) -> pl.Series:
    """Return the keys of the Patients (String) in some batches."""
    found = [batch.rows["person"] for batch in batches if batch.table.name == "person"]
    return pl.concat(found).unique() if found else pl.Series([], dtype=pl.String)


def unresolved_subjects(batch: Batch, persons: pl.Series) -> Batch:
    """Leave out the rows about persons that are none of `persons` (String), each with a fault."""
    if batch.table.name == "person" or not batch.table.has_person or batch.rows.is_empty():
        return batch
    known = batch.rows["person"].is_in(persons.implode())
    if known.all():
        return batch
    faults = faults_at(
        batch.positions.filter(~known),
        file=batch.file,
        table=batch.table.name,
        rule=RULE,
        field="person",
        remedy=REMEDY,
    )
    return replace(
        batch,
        rows=batch.rows.filter(known),
        positions=batch.positions.filter(known),
        faults=pl.concat([batch.faults, faults]).sort("position", maintain_order=True),
    )


def all_resolved(batches: Iterable[Batch], persons: pl.Series) -> Iterator[Batch]:
    """Yield the batches without the rows whose person is none of `persons`."""
    for batch in batches:
        yield unresolved_subjects(batch, persons)
