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
        cells = batch.rows[column.name]
        if cells.null_count() == len(cells):
            continue
        most, least = cells.max(), cells.min()
        if most >= LONG or least <= -LONG:  # type: ignore[operator]
            long = (cells.abs() >= LONG).fill_null(value=False)
            yield Finding(column.name, "long-number", REMEDY, long)
