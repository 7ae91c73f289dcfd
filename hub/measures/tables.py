"""The rows that a run reads: of each table the columns needed, from however many submissions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from hub.measures.measure import Measure
from schemas.column import Kind
from schemas.records import TABLES

# A table as one frame, or as one for each submission.
Frame: TypeAlias = "pl.DataFrame | pa.Table"
Rows: TypeAlias = "Frame | Sequence[Frame]"
SMALL_CHUNK = 1 << 14
# From the coarsest precision of dates to the finest.
PRECISIONS = ("year", "month", "day")
DATES = {
    name: frozenset(
        column.name for column in table.columns if column.kind in {Kind.DAY, Kind.INSTANT}
    )
    for name, table in TABLES.items()
}
# Known of each row where the vault says so: who sent it. Keys are unique within a sender's records.
CONTRIBUTOR = "contributor"
NAMES = pa.dictionary(pa.int32(), pa.string())


def gathered(name: str, rows: Rows, columns: Iterable[str]) -> pa.Table:
    """Return the rows of one table, of all submissions, with exactly these columns, as Arrow.

    A column that a submission lacks is null in its rows.
    """
    wanted = sorted(columns)
    parts = [_arrow(part, wanted) for part in in_few_parts(rows)]
    schema = pa.schema([(column, _type(name, column, parts)) for column in wanted])
    return pa.concat_tables([_shaped(part, schema) for part in parts] or [schema.empty_table()])


def framed(name: str, rows: Rows, columns: Iterable[str]) -> pl.DataFrame:
    """Return the same rows as a Polars frame, in the types of the record schema."""
    wanted = tuple(columns)
    frame = pl.DataFrame(pl.from_arrow(gathered(name, rows, wanted)))
    kinds = TABLES[name].schema | {CONTRIBUTOR: pl.String()}
    return frame.select(pl.col(column).cast(kinds[column]) for column in wanted)


def precise_enough(name: str, table: pa.Table, needed: str) -> pa.Table:
    """Leave out rows whose dates are coarser than a measure needs; none said means a day.

    A table of which no date is read stays as it is.
    """
    if needed == PRECISIONS[0] or not DATES[name] & set(table.column_names):
        return table
    if table["date_precision"].null_count == table.num_rows:
        return table
    allowed = pa.array([*PRECISIONS[PRECISIONS.index(needed) :], None], pa.large_string())
    return table.filter(pc.is_in(table["date_precision"].cast(pa.large_string()), allowed))


def computable(measure: Measure, precision: str) -> bool:
    """Say whether a measure can be computed from records whose dates are that precise."""
    return PRECISIONS.index(precision) >= PRECISIONS.index(measure.dates_needed)


def in_fewer_chunks(table: pa.Table) -> pa.Table:
    """Put many small chunks together: scanning one costs more than copying its rows."""
    chunks = max((table[name].num_chunks for name in table.column_names), default=0)
    return table.combine_chunks() if chunks * SMALL_CHUNK > table.num_rows else table


def of_one_contributor(contributor: str, rows: int) -> pa.Array:
    """Return who sent so many rows. Told once: a text for each row is slow to scan and to join."""
    return pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(rows, np.int32)), pa.array([contributor])
    )


def in_buckets(tables: Mapping[str, pa.Table], count: int) -> list[dict[str, pa.Table]]:
    """Divide the persons, with all that is theirs, into so many buckets by their numbers.

    A table without persons is whole in each.
    """
    if count == 1:
        return [dict(tables)]
    divided = {name: _divided(table, count) for name, table in tables.items()}
    return [{name: parts[number] for name, parts in divided.items()} for number in range(count)]


def _divided(table: pa.Table, count: int) -> list[pa.Table]:
    if "person" not in table.column_names:
        return [table] * count
    bucket = (pl.Series(table["person"]).fill_null(0) % count).to_arrow()
    return [table.filter(pc.equal(bucket, number)) for number in range(count)]


def in_few_parts(rows: Rows) -> list[Frame]:
    """Join neighbours that are alike: what is done for each of many would take the time."""
    frames = rows if isinstance(rows, Sequence) else [rows]
    groups: list[list[Frame]] = []
    for frame in frames:
        if groups and _alike(groups[-1][0], frame):
            groups[-1].append(frame)
        else:
            groups.append([frame])
    return [_whole(group) for group in groups]


def _alike(first: Frame, second: Frame) -> bool:
    if isinstance(first, pa.Table) and isinstance(second, pa.Table):
        return bool(first.schema.equals(second.schema))
    if isinstance(first, pl.DataFrame) and isinstance(second, pl.DataFrame):
        return first.schema == second.schema
    return False


def _whole(frames: Sequence[Frame]) -> Frame:
    if len(frames) == 1:
        return frames[0]
    if isinstance(frames[0], pa.Table):
        return pa.concat_tables(frames)
    return pl.concat(frames)


def _arrow(frame: Frame, wanted: Sequence[str]) -> pa.Table:
    if isinstance(frame, pa.Table):
        return frame.select([column for column in wanted if column in frame.column_names])
    held = frame.select(column for column in wanted if column in frame.columns)
    return held.to_arrow(compat_level=pl.CompatLevel.oldest())


def _shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    if table.schema.equals(schema):
        return table
    return pa.table(
        [
            _cast(table[field.name], field.type)
            if field.name in table.column_names
            else _missing(field, table.num_rows)
            for field in schema
        ],
        schema=schema,
    )


def _missing(field: pa.Field, rows: int) -> pa.Array:
    # Empty, not null: two rows without a contributor come from the same one.
    if field.name == CONTRIBUTOR:
        return of_one_contributor("", rows).cast(field.type)
    return pa.nulls(rows, field.type)


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    return column if column.type == kind else column.cast(kind)


def _type(table: str, column: str, parts: Sequence[pa.Table]) -> pa.DataType:
    """The type that the submissions agree on, so that nothing is copied; else the schema's."""
    held = {part.schema.field(column).type for part in parts if column in part.column_names}
    if len(held) == 1:
        return held.pop()
    if column == CONTRIBUTOR and not held:
        return NAMES
    kind = pl.String() if column == CONTRIBUTOR else TABLES[table].column(column).type
    return pl.Series(dtype=kind).to_arrow(compat_level=pl.CompatLevel.oldest()).type
