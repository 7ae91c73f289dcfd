"""What is wrong with the rows of a batch: one mask for each rule, and the faults made of them."""

from collections.abc import Sequence

import polars as pl

from schemas.batch import Batch, no_faults
from schemas.fault import FAULTS
from schemas.record import record
from schemas.table import Table


@record
class Violation:
    """A rule that some rows break: `mask` (Boolean, as long as the rows) is true for those."""

    rule: str
    field: str
    remedy: str
    mask: pl.Series
    warning: bool = False


def batch_of(
    rows: pl.DataFrame,
    table: Table,
    violations: Sequence[Violation],
    *,
    file: str,
    positions: pl.Series,
) -> Batch:
    """Leave out the rows that break a rule, and tell of each by position, field, rule and remedy.

    `rows` has the schema of `table`; `positions` (Int64) is as long as `rows`.
    """
    errors = [found.mask for found in violations if not found.warning]
    faults = _faults(violations, table, file=file, positions=positions)
    if not errors:
        return Batch(table=table, rows=rows, positions=positions, file=file, faults=faults)
    sound = ~pl.select(pl.any_horizontal(errors)).to_series()
    return Batch(
        table=table,
        rows=rows.filter(sound),
        positions=positions.filter(sound),
        file=file,
        faults=faults,
    )


def _faults(
    violations: Sequence[Violation], table: Table, *, file: str, positions: pl.Series
) -> pl.DataFrame:
    """Return the faults in the order of the file."""
    if not violations:
        return no_faults()
    found = [
        pl.DataFrame({"position": positions.filter(violation.mask)}).with_columns(
            file=pl.lit(file),
            table=pl.lit(table.name),
            field=pl.lit(violation.field),
            rule=pl.lit(violation.rule),
            remedy=pl.lit(violation.remedy),
            severity=pl.lit("warning" if violation.warning else "error"),
        )
        for violation in violations
    ]
    columns = [pl.col(name).cast(kind) for name, kind in FAULTS.items()]
    return pl.concat(found).select(columns).sort("position", maintain_order=True)
