"""Batches as a reader yields them, gathered into the tables that a run reads."""

from collections.abc import Iterable

import polars as pl

from schemas.batch import Batch
from schemas.fault import FAULTS
from schemas.record import record


@record
class Records:
    """The sound rows by table name, one frame a batch, and what is wrong with the others."""

    tables: dict[str, list[pl.DataFrame]]
    faults: pl.DataFrame


def gather(batches: Iterable[Batch]) -> Records:
    """Keep the rows and the faults of every batch."""
    tables: dict[str, list[pl.DataFrame]] = {}
    faults = [pl.DataFrame(schema=FAULTS)]
    for batch in batches:
        if batch.height:
            tables.setdefault(batch.table.name, []).append(batch.rows)
        faults.append(batch.faults)
    return Records(tables=tables, faults=pl.concat(faults))
