"""What is wrong with the rows of a batch: one mask for each rule, and the faults made of them."""

from collections.abc import Mapping, Sequence

import polars as pl

from schemas.batch import Batch
from schemas.distinct import Cells
from schemas.fault import FAULTS, no_faults
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
    columns: Mapping[str, Cells],
    table: Table,
    violations: Sequence[Violation],
    *,
    file: str,
    positions: pl.Series,
) -> Batch:
    """Leave out the rows that break a rule, and tell of each by position, field, rule and remedy.

    `columns` has the schema of `table`, each as its cells or by its distinct values; `positions`
    (Int64) is as long.
    """
    errors = [found for found in violations if not found.warning]
    faults = faults_of(violations, table.name, file=file, positions=positions)
    if errors:
        sound = ~where_broken(errors)
        columns = {name: column.filter(sound) for name, column in columns.items()}
        positions = positions.filter(sound)
    return Batch(table=table, columns=columns, positions=positions, file=file, faults=faults)


def where_broken(violations: Sequence[Violation]) -> pl.Series:
    """Return where any of the rules, one at least, is broken (Boolean)."""
    return pl.select(pl.any_horizontal(found.mask for found in violations)).to_series()


def faults_at(
    positions: pl.Series,
    *,
    file: str,
    table: str,
    rule: str,
    field: str,
    remedy: str,
    warning: bool = False,
) -> pl.DataFrame:
    """Return one fault of one rule at each of the positions (Int64), as a frame of `FAULTS`."""
    cells = {
        "file": file,
        "table": table,
        "field": field,
        "rule": rule,
        "remedy": remedy,
        "severity": "warning" if warning else "error",
    }
    return pl.select(
        positions.cast(pl.Int64).alias(name)
        if name == "position"
        else pl.lit(cells[name], pl.String).alias(name)
        for name in FAULTS
    )


def faults_of(
    violations: Sequence[Violation], table: str, *, file: str, positions: pl.Series
) -> pl.DataFrame:
    """Return the faults in the order of the file."""
    found = [
        faults_at(
            positions.filter(violation.mask),
            file=file,
            table=table,
            rule=violation.rule,
            field=violation.field,
            remedy=violation.remedy,
            warning=violation.warning,
        )
        for violation in violations
    ]
    return pl.concat(found).sort("position", maintain_order=True) if found else no_faults()
