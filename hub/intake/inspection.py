"""The walk of every batch, at the hub and at home: through the gate, then to its labels.

`hub check` and the intake run walk the same way, so that the one says what the other will say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from hub.intake.terms import Terms
from policies.deidentification.inspection import NOTHING_FOUND, Inspection, inspect
from policies.labelling.label import label
from policies.labelling.program_registry import ProgramRegistry, with_directory
from policies.labelling.scope import claim_labels
from schemas.batch import Batch
from schemas.record import record


@record
class Inspected:
    """A batch that went through the gate, its rows with the two label columns.

    `found` is what the gate found in this batch, `so_far` in all batches up to this one;
    `of_claims` what the rows say of their claims (policies.labelling.scope), to be joined and put
    on every row of those claims once all are read. `registry` knows the directory so far.
    """

    batch: Batch
    found: Inspection
    so_far: Inspection
    of_claims: pl.DataFrame
    registry: ProgramRegistry


def inspected(batches: Iterable[Batch], terms: Terms) -> Iterator[Inspected]:
    """Yield every batch with what the gate found in it and with its rows labelled.

    Practices and clinicians teach the registry for the batches after them, so files of a directory
    are best read first. Raises NoCertificate where the basis needs one and the terms have none.
    """
    registry, so_far = terms.registry, NOTHING_FOUND
    mode = "strict" if terms.strict else "provenance"
    for batch in batches:
        registry = _taught(registry, batch)
        found = inspect(batch, terms.basis, on=terms.on, certificate=terms.certificate)
        so_far = so_far.and_also(found)
        rows = label(batch.rows, batch.table, terms.lists, registry, mode)
        yield Inspected(
            batch=replace(batch, rows=rows),
            found=found,
            so_far=so_far,
            of_claims=claim_labels(rows, batch.table),
            registry=registry,
        )


def _taught(registry: ProgramRegistry, batch: Batch) -> ProgramRegistry:
    if batch.table.name == "practice":
        return with_directory(registry, practices=batch.rows)
    if batch.table.name == "provider":
        return with_directory(registry, providers=batch.rows)
    return registry
