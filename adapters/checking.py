"""The rules that every reader holds its rows to: the columns' own, and those of the table."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

import polars as pl

from adapters.casting import cast_rows
from adapters.remedies import remedy
from adapters.violations import Violation, batch_of, where_broken
from schemas.batch import Batch
from schemas.column import Column, Kind
from schemas.table import Table


def checked(
    rows: pl.DataFrame,
    table: Table,
    *,
    file: str,
    positions: pl.Series,
    forgiving: Set[tuple[str, str]] = frozenset(),
) -> Batch:
    """Return the sound rows of a typed frame as a batch, and faults for the others.

    `rows` holds columns of `table` in its types (a missing one counts as empty, another name is
    dropped); `positions` (Int64, as long as `rows`) numbers the records of the file from 1. A rule
    that is `forgiving` (rule, field) warns, and the row that breaks it stays.
    """
    whole = rows.select(
        pl.col(column.name).cast(column.type)
        if column.name in rows.columns
        else pl.lit(None, column.type).alias(column.name)
        for column in table.columns
    )
    violations = [
        replace(found, warning=True) if (found.rule, found.field) in forgiving else found
        for found in _broken(whole, table, uncast={}, absent=frozenset())
    ]
    return batch_of(whole, table, violations, file=file, positions=positions)


def cast_and_check(text: pl.DataFrame, table: Table, *, file: str, positions: pl.Series) -> Batch:
    """Return the sound rows of a frame of text as a batch, and faults for the others.

    `text` holds columns of `table`, each String or an Enum of its texts, trimmed, empty cells null;
    `positions` (Int64, as long as `text`) numbers the records of the file from 1. Where `text`
    lacks a required column no row is sound, and the reader that saw the header tells so once.
    """
    cast = cast_rows(text, table)
    absent = {column.name for column in table.columns if column.required} - set(text.columns)
    violations = list(cast.violations)
    uncast = {
        name: where_broken([found for found in violations if found.field == name])
        for name in {found.field for found in violations}
    }
    violations += _broken(cast.rows, table, uncast=uncast, absent=absent)
    batch = batch_of(
        cast.rows, table, violations, file=file, positions=positions, distinct=cast.distinct
    )
    if absent:
        return replace(batch, rows=batch.rows.clear(), positions=batch.positions.clear())
    return batch


def _broken(
    rows: pl.DataFrame,
    table: Table,
    *,
    uncast: Mapping[str, pl.Series],
    absent: Set[str],
) -> Iterator[Violation]:
    """Yield each rule of the table that some row breaks.

    `uncast` says, by column, where a cell was filled but could not be cast: it has its own fault
    and is not missing as well. `absent` columns are missing from the whole file.
    """
    for column in table.columns:
        cells = rows.get_column(column.name)
        if column.required and column.name not in absent:
            yield from _missing(cells, column, uncast.get(column.name))
        if cells.null_count() < len(cells):
            yield from _not_listed(cells, column)
            yield from _out_of_bounds(cells, column)
    yield from _far_apart(rows, table)
    yield from _table_checks(rows, table)


def _missing(cells: pl.Series, column: Column, uncast: pl.Series | None) -> Iterator[Violation]:
    """A required cell is empty."""
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
            remedy=remedy(column),
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
    yield Violation(rule="out-of-range", field=column.name, remedy=remedy(column), mask=~inside)


def _far_apart(rows: pl.DataFrame, table: Table) -> Iterator[Violation]:
    """A day and the instant beside it are more than a day apart: no offset explains that."""
    for column in table.columns:
        if column.kind is not Kind.INSTANT:
            continue
        day = f"{column.name.removesuffix('_instant')}_day"
        instants = rows.get_column(column.name)
        if day not in rows.columns or instants.null_count() == len(instants):
            continue
        apart = (instants.dt.date() - rows.get_column(day)).dt.total_days().abs() > 1
        if "date_precision" in rows.columns:
            apart &= (rows.get_column("date_precision") == "day").fill_null(value=True)
        if apart.any():
            yield Violation(
                rule="day-and-instant",
                field=day,
                remedy=f"give the day on which {column.name} fell where it was written",
                mask=apart.fill_null(value=False),
                warning=True,
            )


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
