"""What is wrong with a file as a whole: a batch without rows, that carries faults alone."""

import polars as pl

from schemas.batch import Batch
from schemas.fault import Fault, faults_frame
from schemas.records.person import PERSON


def faulted(*faults: Fault) -> Batch:
    """Return a batch of faults; a batch has some table, and this one no row of it."""
    return Batch(
        table=PERSON,
        columns=pl.DataFrame(schema=PERSON.schema).to_dict(),
        positions=pl.Series([], dtype=pl.Int64),
        file=faults[0].file,
        faults=faults_frame(list(faults)),
    )
