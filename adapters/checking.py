"""The rules that every reader holds its rows to: the columns' own, and those of the table."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

import polars as pl

from adapters.casting import cast_rows
from adapters.remedies import remedy
from adapters.violations import Violation, batch_of, where_broken
from schemas.batch import Batch
from schemas.column import Column, Kind
from schemas.distinct import Cells, cells_of, rows_where, values_of
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
    whole = (rows if rows.schema == table.schema else _in_schema(rows, table)).to_dict()
    violations = [
        replace(found, warning=True) if (found.rule, found.field) in forgiving else found
        for found in _broken(whole, table, uncast={}, absent=frozenset())
    ]
    return batch_of(whole, table, violations, file=file, positions=positions)


def _in_schema(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    return rows.select(
        pl.col(column.name).cast(column.type)
        if column.name in rows.columns
        else pl.lit(None, column.type).alias(column.name)
        for column in table.columns
    )


def cast_and_check(
    text: Mapping[str, Cells], table: Table, *, file: str, positions: pl.Series
) -> Batch:
    """Return the sound rows of columns of text as a batch, and faults for the others.

    `text` holds columns of `table` (String), trimmed, empty cells null; `positions` (Int64, as
    long) numbers the records of the file from 1. Where `text` lacks a required column no row is
    sound, and the reader that saw the header tells so once.
    """
    cast = cast_rows(text, table, len(positions))
    absent = {column.name for column in table.columns if column.required} - text.keys()
    violations = list(cast.violations)
    uncast = {
        name: where_broken([found for found in violations if found.field == name])
        for name in {found.field for found in violations}
    }
    violations += _broken(cast.columns, table, uncast=uncast, absent=absent)
    batch = batch_of(cast.columns, table, violations, file=file, positions=positions)
    if absent:
        return replace(
            batch,
            columns=pl.DataFrame(schema=table.schema).to_dict(),
            positions=batch.positions.clear(),
        )
    return batch


def _broken(
    columns: Mapping[str, Cells],
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
        cells = columns[column.name]
        if column.required and column.name not in absent:
            yield from _missing(cells, column, uncast.get(column.name))
        values = values_of(cells)
        if values.null_count() < len(values):
            yield from _of_rows(cells, _not_listed(values, column))
            yield from _of_rows(cells, _out_of_bounds(values, column))
    yield from _far_apart(columns, table)
    yield from _table_checks(columns, table)


def _of_rows(cells: Cells, found: Iterator[Violation]) -> Iterator[Violation]:
    """Yield what was found of the values of a column as of its rows, where some row has them."""
    for violation in found:
        mask = rows_where(cells, violation.mask)
        if mask.any():
            yield replace(violation, mask=mask)


def _missing(cells: Cells, column: Column, uncast: pl.Series | None) -> Iterator[Violation]:
    """A required cell is empty."""
    values = values_of(cells)
    if values is cells and column.kind is not Kind.CODES and not values.null_count():
        return
    filled = values.is_not_null()
    if column.kind is Kind.CODES:
        filled &= (values.list.len() > 0).fill_null(value=False)
    empty = ~rows_where(cells, filled)
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
    # Many columns say one word throughout, which is quick to see.
    first = cells.first()
    if first in column.one_of and (cells == first).all():
        return
    known = cells.is_in(pl.Series(column.one_of, dtype=pl.String).implode())
    if not known.all():
        yield Violation(
            rule="choice",
            field=column.name,
            remedy=remedy(column),
            mask=~known.fill_null(value=True),
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


def _far_apart(columns: Mapping[str, Cells], table: Table) -> Iterator[Violation]:
    """A day and the instant beside it are more than a day apart: no offset explains that."""
    for column in table.columns:
        if column.kind is not Kind.INSTANT:
            continue
        day = f"{column.name.removesuffix('_instant')}_day"
        known = values_of(columns[column.name])
        if day not in columns or known.null_count() == len(known):
            continue
        instants = cells_of(columns[column.name])
        # By casts: the names of time run a query each.
        written = cells_of(columns[day]).cast(pl.Int32)
        between = instants.cast(pl.Date).cast(pl.Int32) - written
        apart = (between > 1) | (between < -1)
        if not apart.any():
            continue
        if "date_precision" in columns:
            apart &= (cells_of(columns["date_precision"]) == "day").fill_null(value=True)
        if apart.any():
            yield Violation(
                rule="day-and-instant",
                field=day,
                remedy=f"give the day on which {column.name} fell where it was written",
                mask=apart.fill_null(value=False),
                warning=True,
            )


def _table_checks(columns: Mapping[str, Cells], table: Table) -> Iterator[Violation]:
    """Yield the table's own rules that some row breaks; null is not judged."""
    if not table.checks:
        return
    rules = [check.holds() for check in table.checks]
    named = {name for rule in rules for name in rule.meta.root_names()}
    judged = pl.DataFrame({name: cells_of(columns[name]) for name in sorted(named)}).select(
        rule.fill_null(value=True).alias(str(number)) for number, rule in enumerate(rules)
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
