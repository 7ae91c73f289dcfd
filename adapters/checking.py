"""The rules that every reader holds its rows to: the columns' own, and those of the table."""

from collections.abc import Iterator, Mapping

import polars as pl

from adapters.violations import Violation, batch_of
from schemas.batch import Batch
from schemas.column import Column, Kind
from schemas.table import Table

NONE_BROKEN: Mapping[str, pl.Series] = {}


def checked(rows: pl.DataFrame, table: Table, *, file: str, positions: pl.Series) -> Batch:
    """Return the sound rows of a typed frame as a batch, and faults for the others.

    `rows` holds columns of `table` in its types (a missing one counts as empty, another name is
    dropped); `positions` (Int64, as long as `rows`) numbers the records of the file from 1.
    """
    whole = rows.select(
        pl.col(column.name).cast(column.type)
        if column.name in rows.columns
        else pl.lit(None, column.type).alias(column.name)
        for column in table.columns
    )
    return batch_of(whole, table, list(broken(whole, table)), file=file, positions=positions)


def broken(
    rows: pl.DataFrame, table: Table, *, uncast: Mapping[str, pl.Series] = NONE_BROKEN
) -> Iterator[Violation]:
    """Yield each rule of the table that some row breaks.

    `uncast` holds, by column, where a cell was filled but could not be cast: such a cell has its
    own fault and is not missing as well.
    """
    for column in table.columns:
        cells = rows.get_column(column.name)
        yield from _missing(cells, column, uncast.get(column.name))
        if cells.null_count() < len(cells):
            yield from _not_listed(cells, column)
            yield from _out_of_bounds(cells, column)
    yield from _table_checks(rows, table)


def _missing(cells: pl.Series, column: Column, uncast: pl.Series | None) -> Iterator[Violation]:
    """A required cell is empty."""
    if not column.required:
        return
    empty = cells.is_null()
    if column.kind is Kind.CODES:
        empty |= (cells.list.len() == 0).fill_null(value=True)
    if uncast is not None:
        empty &= ~uncast
    if empty.any():
        yield Violation(
            rule="missing",
            field=column.name,
            remedy=f"give the {column.name}: {column.means}",
            mask=empty,
        )


def _not_listed(cells: pl.Series, column: Column) -> Iterator[Violation]:
    """A cell holds a word that its column does not know."""
    if column.kind is not Kind.CHOICE:
        return
    known = cells.is_in(pl.Series(column.one_of, dtype=pl.String).implode()).fill_null(value=True)
    if not known.all():
        yield Violation(
            rule="choice",
            field=column.name,
            remedy=f"write one of: {', '.join(column.one_of)}",
            mask=~known,
        )


def _out_of_bounds(cells: pl.Series, column: Column) -> Iterator[Violation]:
    """A number lies outside of its column's bounds, or is none."""
    if column.kind not in {Kind.WHOLE, Kind.NUMBER}:
        return
    least, most = cells.min(), cells.max()
    finite = column.kind is Kind.WHOLE or bool(cells.is_finite().all())
    low = column.least is not None and not least >= column.least  # type: ignore[operator]
    high = column.most is not None and not most <= column.most  # type: ignore[operator]
    if finite and not low and not high:
        return
    inside = pl.Series([True]).new_from_index(0, len(cells))
    if column.kind is Kind.NUMBER:
        inside &= cells.is_finite().fill_null(value=True)
    if column.least is not None:
        inside &= (cells >= column.least).fill_null(value=True)
    if column.most is not None:
        inside &= (cells <= column.most).fill_null(value=True)
    yield Violation(rule="out-of-range", field=column.name, remedy=_bounds(column), mask=~inside)


def _bounds(column: Column) -> str:
    """Say between which numbers a cell of the column lies."""
    kind = "whole number" if column.kind is Kind.WHOLE else "number"
    if column.least is None and column.most is None:
        return f"give a {kind}"
    if column.most is None:
        return f"give a {kind}, {column.least:g} or more"
    if column.least is None:
        return f"give a {kind}, {column.most:g} or less"
    return f"give a {kind} from {column.least:g} to {column.most:g}"


def _table_checks(rows: pl.DataFrame, table: Table) -> Iterator[Violation]:
    """Yield the table's own rules that some row breaks; null is not judged."""
    if not table.checks:
        return
    judged = rows.select(
        check.holds().fill_null(value=True).alias(str(number))
        for number, check in enumerate(table.checks)
    )
    for check, holds in zip(table.checks, judged.iter_columns(), strict=True):
        if not holds.all():
            yield Violation(
                rule=check.rule,
                field=check.field,
                remedy=check.remedy,
                mask=~holds,
                warning=check.warning,
            )
