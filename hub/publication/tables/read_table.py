"""Reading a table of counts from CSV; what cannot be read is said without showing a value."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from policies.disclosure_control.dimension import TOTAL_NAME, Edge
from policies.disclosure_control.tabulate import VALUE
from schemas.problem import Problem
from schemas.record import record

COUNT = "count"


class BadTable(Exception):
    """The file is not a table that can be protected; the problem says why."""

    def __init__(self, title: str, detail: str = "") -> None:
        super().__init__(title)
        self.problem = Problem(type="table", title=title, detail=detail)


@record
class Inner:
    """The inner cells of a table: one row a cell and count, with the columns `by` and `extra`."""

    by: tuple[str, ...]
    counts: tuple[str, ...]
    rows: pl.DataFrame


def read_inner(
    path: Path, *, by: Sequence[str] | None, counts: Sequence[str], extra: Sequence[str] = ()
) -> Inner:
    """Read the inner cells of a CSV; without `by` every column not a count or extra is one.

    Counts are whole numbers of 0 or more. Raise BadTable where the file is anything else.
    """
    table = read_texts(path)
    extra = [name for name in dict.fromkeys(extra) if by is not None or name in table.columns]
    counts = [name for name in counts if by is not None or name in table.columns]
    others = [name for name in table.columns if name not in (*counts, *extra)]
    by = list(by) if by is not None else others
    if missing := [name for name in (*by, *counts, *extra) if name not in table.columns]:
        raise BadTable("a column is missing", f"{path.name} has no column {missing[0]}")
    if not counts:
        raise BadTable("there is nothing to count", f"{path.name} has none of the --count columns")
    kept = list(dict.fromkeys([*by, *extra]))
    for name in kept:
        _check_categories(table[name], name, path)
    if clash := {COUNT, VALUE} & set(kept):
        raise BadTable("a column name is taken", f"rename the column {sorted(clash)[0]}")
    parsed = [_whole(table[name], name, path) for name in counts]
    rows = table.select(kept).with_columns(parsed)
    long = rows.unpivot(on=counts, index=kept, variable_name=COUNT, value_name=VALUE)
    return Inner(by=tuple(by), counts=tuple(counts), rows=long)


def read_edges(path: Path) -> list[Edge]:
    """Read a hierarchy: the columns child and parent."""
    table = read_texts(path)
    if not {"child", "parent"} <= set(table.columns):
        raise BadTable("a hierarchy needs the columns child and parent", path.name)
    return [(child, parent) for child, parent in table.select("child", "parent").iter_rows()]


def read_texts(path: Path) -> pl.DataFrame:
    """Read a CSV as text; BadTable where it is not one."""
    try:
        return pl.read_csv(path, infer_schema=False).fill_null("")
    except (OSError, pl.exceptions.PolarsError):
        # The library's own words may show values of the file.
        raise BadTable("the file cannot be read as CSV", path.name) from None


def _check_categories(column: pl.Series, name: str, path: Path) -> None:
    if (column == TOTAL_NAME).any():
        raise BadTable(
            "the table holds totals",
            f"{path.name} has {TOTAL_NAME} in the column {name}: give inner cells only",
        )


def _whole(column: pl.Series, name: str, path: Path) -> pl.Series:
    texts = column.str.strip_chars()
    whole = texts.str.contains(r"^[0-9]{1,15}$")
    if not whole.all():
        position = int((~whole).arg_max() or 0) + 1
        raise BadTable(
            "a count is not a whole number of 0 or more",
            f"{path.name}, column {name}, record {position}",
        )
    return texts.cast(pl.Int64).alias(name)
