"""Record tables written as canonical CSV, one file a table."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import polars.selectors as cs


def write(tables: Mapping[str, pl.DataFrame], folder: Path) -> Path:
    """Write every table that holds rows into the folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if rows.height:
            flat(rows).write_csv(folder / f"{name}.csv")
    return folder


def flat(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with every cell as text: codes as system|code, joined by ;."""
    filled = [column for column in rows.columns if rows[column].null_count() < rows.height]
    coding = pl.format(
        "{}|{}", pl.element().struct.field("system"), pl.element().struct.field("code")
    )
    return rows.select(filled).with_columns(
        cs.by_dtype(pl.List(pl.Struct({"system": pl.String, "code": pl.String})))
        .list.eval(coding)
        .list.join(";"),
        cs.datetime().dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"),
    )
