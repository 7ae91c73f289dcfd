"""Reading a table of counts from CSV; what cannot be read is said without showing a value."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from policies.disclosure_control.dimension import TOTAL_NAME, Edge
from policies.disclosure_control.tabulate import VALUE
from schemas.problem import Problem
from schemas.record import record

COUNT = "count"
# Names that the public table and the systems of cells have a use of their own for.
TAKEN = frozenset({COUNT, VALUE, "window"})
# Programs solve to a millionth of a count; no count of people is larger.
_DIGITS = 9
TOO_LARGE = 10**_DIGITS


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
    if not counts:
        raise BadTable("there is nothing to count", f"{path.name} has none of the --count columns")
    kept = list(dict.fromkeys([*by, *extra]))
    _check_columns(table, by=by, counts=counts, kept=kept, path=path)
    for name in kept:
        _check_categories(table[name], name, path)
    parsed = [_whole(table[name], name, path) for name in counts]
    inner = [
        table.select(kept).with_columns(pl.lit(name).alias(COUNT), values.alias(VALUE))
        for name, values in zip(counts, parsed, strict=True)
    ]
    return Inner(by=tuple(by), counts=tuple(counts), rows=pl.concat(inner))


def read_edges(path: Path) -> list[Edge]:
    """Read a hierarchy: the columns child and parent; a child without one is under the total."""
    table = read_texts(path)
    if not {"child", "parent"} <= set(table.columns):
        raise BadTable("a hierarchy needs the columns child and parent", path.name)
    edges = table.select("child", "parent").iter_rows()
    return [(child, parent) for child, parent in edges if parent]


def column_names(path: Path) -> list[str]:
    """Return the names of the columns of a CSV; BadTable where it is none."""
    return read_texts(path).columns


def read_texts(path: Path) -> pl.DataFrame:
    """Read a CSV as text; BadTable where it is not one."""
    if not path.is_file():
        title = "it is not a file" if path.exists() else "there is no such file"
        raise BadTable(title, path.name)
    try:
        first = pl.read_csv(path, infer_schema=False, has_header=False, n_rows=1)
        table = pl.read_csv(path, infer_schema=False).fill_null("")
    except (OSError, pl.exceptions.PolarsError):
        # The library's own words may show values of the file.
        raise BadTable("the file cannot be read as CSV", path.name) from None
    names = [str(name or "") for name in first.row(0)]
    if twice := [name for name in names if names.count(name) > 1]:
        raise BadTable("two columns have one name", f"{path.name} has {twice[0]} twice")
    return table


def _check_columns(
    table: pl.DataFrame,
    *,
    by: Sequence[str],
    counts: Sequence[str],
    kept: Sequence[str],
    path: Path,
) -> None:
    named = [*by, *counts]
    if not by:
        raise BadTable("there is no column of categories", f"name those of {path.name} with --by")
    if missing := [name for name in (*kept, *counts) if name not in table.columns]:
        raise BadTable("a column is missing", f"{path.name} has no column {missing[0]}")
    if twice := [name for name in named if named.count(name) > 1]:
        raise BadTable("a column is named twice", twice[0])
    if both := sorted(set(kept) & set(counts)):
        raise BadTable("a column of counts is named for something else too", both[0])
    if taken := [name for name in kept if name in TAKEN or name.startswith("_")]:
        raise BadTable("a column name is taken", f"rename the column {taken[0]}")
    if TOTAL_NAME in counts:
        raise BadTable("a column name is taken", f"rename the column of counts {TOTAL_NAME}")


def _check_categories(column: pl.Series, name: str, path: Path) -> None:
    if (column == TOTAL_NAME).any():
        raise BadTable(
            "the table holds totals",
            f"{path.name} has {TOTAL_NAME} in the column {name}: give inner cells only",
        )


def _whole(column: pl.Series, name: str, path: Path) -> pl.Series:
    texts = column.str.strip_chars()
    for fits, title in (
        (texts.str.contains(r"^[0-9]+$"), "a count is not a whole number of 0 or more"),
        (texts.str.contains(rf"^0*[0-9]{{1,{_DIGITS}}}$"), "a count is larger than any of people"),
    ):
        if not fits.all():
            position = int((~fits).arg_max() or 0) + 1
            raise BadTable(title, f"{path.name}, column {name}, record {position}")
    return texts.cast(pl.Int64).alias(name)
