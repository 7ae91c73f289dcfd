"""Where counts alone may come, every record of anything else is one too many."""

from collections.abc import Iterator

import polars as pl

from policies.deidentification.finding import Finding
from schemas.batch import Batch

REMEDY = "send counts alone: measure_count and practice_survey"


def uncounted(batch: Batch) -> Iterator[Finding]:
    """Find every record of a table that holds no counts."""
    if batch.height:
        everything = pl.Series([True]).new_from_index(0, batch.height)
        yield Finding("", "record-under-counts-only", REMEDY, everything)
    elif batch.surplus:
        yield Finding("", "record-under-counts-only", REMEDY, held=len(batch.surplus))
