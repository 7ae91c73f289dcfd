"""The rows that a run reads: of each table the columns needed, from however many submissions."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from schemas.records import TABLES

# A table as one frame, or as one for each submission.
Frame = pl.DataFrame | pa.Table
Rows = Frame | Sequence[Frame]
# From the coarsest precision of dates to the finest.
PRECISIONS = ("year", "month", "day")
# Known of each row where the vault says so: who sent it. Keys are unique within a sender's records.
CONTRIBUTOR = "contributor"


def gathered(name: str, rows: Rows, columns: Iterable[str]) -> pa.Table:
    """Return the rows of one table, of all submissions, with exactly these columns, as Arrow.

    A column that a submission lacks is null in its rows.
    """
    wanted = sorted(columns)
    frames = rows if isinstance(rows, Sequence) else [rows]
    parts = [_arrow(frame, wanted) for frame in frames]
    schema = pa.schema([(column, _type(name, column, parts)) for column in wanted])
    return pa.concat_tables([_shaped(part, schema) for part in parts] or [schema.empty_table()])


def precise_enough(table: pa.Table, needed: str) -> pa.Table:
    """Leave out rows whose dates are coarser than a measure needs; none said means a day."""
    if needed == "year" or "date_precision" not in table.column_names:
        return table
    if table["date_precision"].null_count == table.num_rows:
        return table
    allowed = [*PRECISIONS[PRECISIONS.index(needed) :], None]
    return table.filter(pc.is_in(table["date_precision"], pa.array(allowed)))


def in_buckets(tables: Mapping[str, pa.Table], count: int) -> list[dict[str, pa.Table]]:
    """Divide the persons, with all that is theirs, into so many buckets by a hash of the token.

    A table without persons is whole in each.
    """
    if count == 1:
        return [dict(tables)]
    divided = {name: _divided(table, count) for name, table in tables.items()}
    return [{name: parts[number] for name, parts in divided.items()} for number in range(count)]


def _divided(table: pa.Table, count: int) -> list[pa.Table]:
    if "person" not in table.column_names:
        return [table] * count
    tokens = pl.Series(table["person"].cast(pa.large_string()))
    bucket = (tokens.hash(seed=0) % count).to_arrow()
    return [table.filter(pc.equal(bucket, number)) for number in range(count)]


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
            else pa.nulls(table.num_rows, field.type)
            for field in schema
        ],
        schema=schema,
    )


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    return column if column.type == kind else column.cast(kind)


def _type(table: str, column: str, parts: Sequence[pa.Table]) -> pa.DataType:
    """The type that the submissions agree on, so that nothing is copied; else the schema's."""
    held = {part.schema.field(column).type for part in parts if column in part.column_names}
    if len(held) == 1:
        return held.pop()
    kind = pl.String() if column == CONTRIBUTOR else TABLES[table].column(column).type
    return pl.Series(dtype=kind).to_arrow(compat_level=pl.CompatLevel.oldest()).type
