"""Which codes of a batch stand on a list, in a column of their kind and within their days."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from policies.labelling.code_list import CodeLists
from policies.labelling.elements import listed_columns
from policies.labelling.matching import matched
from policies.labelling.span import first_day, has_days, last_day
from schemas import code_system
from schemas.batch import NONE_KNOWN
from schemas.distinct import Cells, Distinct, cells_of, values_of
from schemas.table import Table

# `row` numbers the rows of the batch from 0.
HITS = pl.Schema(
    {
        "row": pl.UInt32,
        "label": pl.String,
        "system": pl.String,
        "code": pl.String,
        "column": pl.String,
    }
)
SYSTEMS = frozenset(
    uri for name, uri in vars(code_system).items() if name.isupper() and isinstance(uri, str)
)
KNOWN_SYSTEMS = pl.Series(sorted(SYSTEMS))
# What a procedure of a system that nobody knows is taken for (CMS beneficiary-fhir-data).
UNKNOWN_IS = "SUD"


def hits(
    rows: pl.DataFrame,
    table: Table,
    lists: CodeLists,
    distinct: Mapping[str, Distinct] = NONE_KNOWN,
) -> pl.DataFrame:
    """Return each listed code of the rows with its label (columns of HITS), a row for each.

    `rows` has columns of `table`; `distinct` holds some, in rows or not, by their values. A code is
    hit where the record's first or last day may lie within the code's window; a record without a
    day is hit whatever the window.
    """
    found = [
        _hits_in(rows, table, lists, Named(column, element, column_of(rows, column, distinct)))
        for column, element in listed_columns(table).items()
    ]
    found = [frame for frame in found if frame.height]
    return pl.concat(found) if found else pl.DataFrame(schema=HITS)


def unknown_procedures(
    rows: pl.DataFrame, table: Table, distinct: Mapping[str, Distinct] = NONE_KNOWN
) -> pl.DataFrame:
    """Return the procedures coded in no system that anybody knows: they are taken for sensitive."""
    column = next(
        (name for name, element in listed_columns(table).items() if element == "procedure"), None
    )
    if column is None or table.name == "encounter":
        return pl.DataFrame(schema=HITS)
    written = column_of(rows, column, distinct)
    if _all_known(values_of(written)):
        return pl.DataFrame(schema=HITS)
    codings = codings_of(cells_of(written))
    known = codings["system"].is_in(KNOWN_SYSTEMS.implode()).fill_null(value=False)
    told = codings.filter(known)["row"].unique()
    strange = codings.filter(~known & ~codings["row"].is_in(told.implode()))
    return strange.select(
        "row", pl.lit(UNKNOWN_IS).alias("label"), "system", "code", pl.lit(column).alias("column")
    )


def column_of(rows: pl.DataFrame, name: str, distinct: Mapping[str, Distinct]) -> Cells:
    """Return a column by its distinct values where these are known, else its cells."""
    return distinct[name] if name in distinct else rows[name]


def codings_of(cells: pl.Series) -> pl.DataFrame:
    """Return the codings of a coded column as (row, system, code), in their order."""
    inner = cells.explode(empty_as_null=False, keep_nulls=False)
    lengths = cells.list.len().fill_null(0).to_numpy()
    rows = np.repeat(np.arange(len(cells), dtype=np.uint32), lengths)
    return pl.DataFrame(
        {
            "row": pl.Series(rows, dtype=pl.UInt32),
            "system": inner.struct.field("system"),
            "code": inner.struct.field("code"),
        }
    )


def _all_known(cells: pl.Series) -> bool:
    """Say whether every coding has a system that is known; that most have one is quick to see."""
    systems = cells.explode(empty_as_null=False, keep_nulls=False).struct.field("system")
    if not len(systems) or (systems[0] in SYSTEMS and bool(systems.eq_missing(systems[0]).all())):
        return True
    return systems.null_count() == 0 and bool(systems.is_in(KNOWN_SYSTEMS.implode()).all())


class Named(NamedTuple):
    """The name of a column, the kind of code in it, and the column itself."""

    column: str
    element: str
    cells: Cells


def _hits_in(rows: pl.DataFrame, table: Table, lists: CodeLists, named: Named) -> pl.DataFrame:
    column, element, held = named
    cells = values_of(held)
    if cells.null_count() == len(cells):
        return pl.DataFrame(schema=HITS)
    written = cells.explode(empty_as_null=False, keep_nulls=False).struct.field("code").unique()
    found = matched(written.drop_nulls(), lists, element)
    if found.is_empty():
        return pl.DataFrame(schema=HITS)
    codings = codings_of(cells)
    hit = codings.filter(codings["code"].is_in(found["code"].unique().implode())).join(
        found, on=["system", "code"]
    )
    if isinstance(held, Distinct):
        hit = _in_rows(hit, held)
    return _within_window(hit, rows, table).select(
        "row", "label", "system", "code", pl.lit(column).alias("column")
    )


def _in_rows(hit: pl.DataFrame, distinct: Distinct) -> pl.DataFrame:
    """Give each hit of a value to the rows that hold the value."""
    held = np.zeros(len(distinct.values), dtype=np.bool_)
    held[hit["row"].to_numpy()] = True
    at = distinct.where(pl.Series(held)).arg_true()
    holders = pl.DataFrame({"row": at, "value": distinct.index.gather(at).cast(pl.UInt32)})
    return holders.join(hit.rename({"row": "value"}), on="value").drop("value")


def _within_window(hit: pl.DataFrame, rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    bound = pl.col("start").is_not_null() | pl.col("end").is_not_null()
    if not has_days(table) or hit.filter(bound).is_empty():
        return hit
    span = (first_day(table), last_day(table))
    told = sorted({name for day in span for name in day.meta.root_names()})
    days = rows.select(told)[hit["row"]].select(span)
    in_time = (
        (pl.col("start").is_null() | (pl.col("last") >= pl.col("start")))
        & (pl.col("end").is_null() | (pl.col("first") <= pl.col("end")))
    ).fill_null(value=True)
    return pl.concat([hit, days], how="horizontal").filter(in_time)
