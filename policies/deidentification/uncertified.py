"""45 CFR 164.514(b)(1): a determination that does not hold, and columns that it does not name."""

from collections.abc import Iterator
from datetime import date

from policies.deidentification.allowance import Allowance
from policies.deidentification.certificate import Certificate
from policies.deidentification.finding import Finding
from schemas.batch import Batch
from schemas.column import Kind


def uncertified(
    batch: Batch, allowance: Allowance, certificate: Certificate | None, *, on: date
) -> Iterator[Finding]:
    """Find what a certificate out of force, or silent about a column, does not allow."""
    if certificate is not None and not certificate.in_force(on):
        remedy = "renew the expert determination; it is not in force"
        yield Finding("", "certificate-not-in-force", remedy, held=batch.height)
    if allowance.columns is None or not batch.table.has_person:
        return
    for column in batch.table.columns:
        named = f"{batch.table.name}.{column.name}" in allowance.columns
        if named or column.kind is Kind.PERSON or column.name in batch.table.key:
            continue
        cells = batch.cells(column.name)
        filled = cells.is_not_null()
        if column.kind is Kind.CODES:
            filled &= (cells.list.len() > 0).fill_null(value=False)
        if filled.any():
            remedy = "leave the column out; the certificate does not name it"
            yield Finding(column.name, "column-not-certified", remedy, filled)
