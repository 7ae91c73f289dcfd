"""45 CFR 164.514(b)(2)(i)(G), (H), (R): identifiers that stand where a number should."""

from collections.abc import Iterator

from policies.deidentification.finding import Finding
from schemas.batch import Batch
from schemas.column import Kind

# No score, dose, count or amount of one record has nine digits before its point; a social security
# number, a telephone number and most record numbers do.
LONG = 100_000_000
REMEDY = "give a number that was measured, counted or paid; no number has nine digits"


def numbers(batch: Batch) -> Iterator[Finding]:
    """Find numbers of a person's records that are as long as an identifier."""
    if not batch.table.has_person:
        return
    for column in batch.table.columns:
        if column.kind not in {Kind.WHOLE, Kind.NUMBER}:
            continue
        values = batch.values(column.name)
        if values.null_count() == len(values):
            continue
        most, least = values.max(), values.min()
        if most >= LONG or least <= -LONG:  # type: ignore[operator]
            long = (batch.cells(column.name).abs() >= LONG).fill_null(value=False)
            # Some value may stand in no row any more.
            if long.any():
                yield Finding(column.name, "long-number", REMEDY, long)
