"""What is wrong with the rows of a batch: one mask for each rule, and the faults made of them."""

from collections.abc import Mapping, Sequence

import polars as pl

from schemas.batch import NONE_KNOWN, Batch, Repeating, no_faults
from schemas.distinct import Distinct
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
    distinct: Mapping[str, Distinct] = NONE_KNOWN,
) -> Batch:
    """Leave out the rows that break a rule, and tell of each by position, field, rule and remedy.

    `rows` has the schema of `table`; `positions` (Int64) is as long as `rows`. `distinct` holds, by
    name, columns of the rows by their distinct values.
    """
    errors = [found for found in violations if not found.warning]
    faults = faults_of(violations, table.name, file=file, positions=positions)
    if errors:
        sound = ~where_broken(errors)
        distinct = {name: column.filter(sound) for name, column in distinct.items()}
        rows, positions = _sound(rows, distinct, sound), positions.filter(sound)
    return Batch(
        table=table,
        rows=rows,
        positions=positions,
        file=file,
        faults=faults,
        repeating=Repeating(rows=rows, columns=distinct),
    )


def _sound(rows: pl.DataFrame, distinct: Mapping[str, Distinct], sound: pl.Series) -> pl.DataFrame:
    """Return the sound rows; to gather lists anew costs less than to filter them."""
    others = rows.select(pl.exclude(list(distinct))).filter(sound)
    gathered = [column.cells.alias(name) for name, column in distinct.items()]
    return others.with_columns(gathered).select(rows.columns)


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
