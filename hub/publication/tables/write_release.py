"""The public table: every cell with its count, or with one mark whatever the reason."""

from pathlib import Path

import polars as pl

from policies.disclosure_control.pattern import Pattern
from policies.disclosure_control.system import System
from policies.disclosure_control.windows import PRESENT, WINDOW

MARK = "suppressed"


def public_table(cells: System, pattern: Pattern, *, unnamed: frozenset[str]) -> pl.DataFrame:
    """Return the rows of the public table: the categories, what is counted, and the value.

    `unnamed` columns are those that no table shows.
    """
    shown = cells.keys.with_columns(
        value=pl.Series(cells.values.astype(str)), told=pl.Series(pattern.published)
    ).filter(pl.Series(cells.shown))
    if WINDOW in shown.columns:
        shown = shown.filter(pl.col(WINDOW) == PRESENT).drop(WINDOW)
    mark = pl.when("told").then("value").otherwise(pl.lit(MARK)).alias("value")
    return shown.with_columns(mark).drop("told", *unnamed)


def write_release(path: Path, table: pl.DataFrame) -> None:
    """Write the public table as CSV."""
    path.write_text(table.write_csv(), encoding="utf-8")
