"""45 CFR 164.514(b)(2): free text, in which anybody may be named, is refused unless certified."""

from collections.abc import Iterator

from policies.deidentification.allowance import Allowance
from policies.deidentification.finding import Finding
from schemas.batch import Batch
from schemas.column import Hipaa

REMEDY = "leave the column out; a code or a number may take its place"


def free_text(batch: Batch, allowance: Allowance) -> Iterator[Finding]:
    """Find the free texts that no expert has allowed."""
    for column in batch.table.columns:
        if column.hipaa is not Hipaa.FREE_TEXT:
            continue
        allowed = f"{batch.table.name}.{column.name}" in allowance.free_text
        if not allowed and batch.holds(column.name):
            given = batch.cells(column.name).is_not_null()
            yield Finding(column.name, "free-text", REMEDY, given)
