"""Reading what an earlier run gave out: its JSON, or the public table that it wrote."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from hub.publication.tables.read_table import COUNT, TOO_LARGE, BadTable, read_texts
from hub.publication.tables.write_release import MARK
from policies.disclosure_control.arrays import Whole
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.past import UNKNOWN, Past
from policies.disclosure_control.pattern import PRIMARY, PUBLISHED, SECONDARY
from policies.disclosure_control.primary.small_count import RULE
from policies.disclosure_control.system import NEVER_SHOWN, System

_STATUS, _VALUE = "_status", "_value"
_HIDDEN = "hidden"


def read_past(path: Path) -> pl.DataFrame:
    """Return the cells of an earlier run: their columns, count, status and value.

    The status is "hidden" where the file does not tell that a count was small: the public table,
    or a run with other rules beside. Raise BadTable where the file is neither.
    """
    text = _text(path)
    rows = _from_json(text, path) if text.lstrip().startswith("{") else _from_csv(path)
    found = pl.DataFrame(list(rows), infer_schema_length=None)
    if found.is_empty():
        raise BadTable("an earlier run holds no cells", path.name)
    return found.with_columns(
        pl.col(name).fill_null(TOTAL_NAME)
        for name in found.columns
        if name not in (_STATUS, _VALUE)
    )


def categories(past: pl.DataFrame) -> dict[str, set[str]]:
    """Return the categories that an earlier run tells apart, by column."""
    names = [name for name in past.columns if name not in (_STATUS, _VALUE, COUNT)]
    return {name: set(past[name].unique()) - {TOTAL_NAME} for name in names}


def aligned(past: pl.DataFrame, cells: System, *, name: str, table: System | None = None) -> Past:
    """Return the earlier run, cell by cell of the present system; what it did not list is zero.

    With its `table`, the counts that it hid are known. Raise BadTable where the one is not of the
    other, or has what the present table cannot have.
    """
    lacking = [key for key in cells.keys.columns if key not in past.columns]
    mine = past.with_columns(pl.lit(TOTAL_NAME).alias(key) for key in lacking)
    keys = cells.keys.columns
    if strange := [key for key in past.columns if key not in (*keys, _STATUS, _VALUE)]:
        raise BadTable("an earlier run has another column", strange[0])
    held = cells.keys.join(mine, on=keys, how="left", maintain_order="left")
    if held.height != cells.size or mine.join(cells.keys, on=keys, how="anti").height:
        raise BadTable("an earlier run has cells that this table cannot have", name)
    hidden = cells.place == NEVER_SHOWN
    status = held[_STATUS].fill_null(PUBLISHED).to_numpy().astype(np.str_)
    values = held[_VALUE].fill_null(UNKNOWN).to_numpy().astype(np.int64)
    values = np.where(held[_STATUS].is_null().to_numpy(), 0, values)
    published = (status == PUBLISHED) & ~hidden
    counted = np.full(cells.size, UNKNOWN) if table is None else _counted(table, cells)
    if bool(np.any(published & (counted != UNKNOWN) & (counted != values))):
        raise BadTable("an earlier table is not that of the earlier run", name)
    return Past(
        name=name,
        values=np.where(published, values, counted),
        published=published,
        primary=(status == PRIMARY) & ~hidden,
        secondary=(status == SECONDARY) & ~hidden,
    )


def _counted(table: System, cells: System) -> Whole:
    """Return the counts of an earlier table by the present cells; UNKNOWN of cells it has not.

    Of the cells that it could have, those that it does not list are zero.
    """
    keys = cells.keys.columns
    lacking = [key for key in keys if key not in table.keys.columns]
    mine = table.keys.with_columns(pl.lit(TOTAL_NAME).alias(key) for key in lacking)
    counted = mine.with_columns(pl.Series(_VALUE, table.values))
    held = cells.keys.join(counted, on=keys, how="left", maintain_order="left")
    of_it = pl.all_horizontal(pl.lit(value=True), *(pl.col(key) == TOTAL_NAME for key in lacking))
    found = pl.when(of_it).then(pl.col(_VALUE).fill_null(0)).otherwise(UNKNOWN)
    return held.select(found.alias(_VALUE))[_VALUE].to_numpy().astype(np.int64)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadTable("an earlier run cannot be read", path.name) from None


def _from_json(text: str, path: Path) -> Iterator[dict[str, Any]]:
    try:
        held = json.loads(text)
        # Where contributors were counted too, a cell may be hidden for itself and hold many.
        small = set(held.get("summary", {}).get("rules", ())) <= {RULE}
        for cell in held["cells"]:
            yield _cell(cell, small=small)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadTable("an earlier run is not a document of hub protect", path.name) from None


def _cell(cell: Mapping[str, Any], *, small: bool) -> dict[str, Any]:
    status = str(cell["status"])
    value = cell["value"] if status == PUBLISHED else UNKNOWN
    told = status == PUBLISHED and type(value) is int and 0 <= value < TOO_LARGE
    if not told and status not in (PRIMARY, SECONDARY):
        raise ValueError
    if status == PRIMARY and not small:
        status = _HIDDEN
    return {**cell["by"], COUNT: cell["count"], _STATUS: status, _VALUE: value}


def _from_csv(path: Path) -> Iterator[dict[str, Any]]:
    table = read_texts(path)
    if not {COUNT, "value"} <= set(table.columns):
        raise BadTable("an earlier run is not a public table of hub protect", path.name)
    for row in table.iter_rows(named=True):
        shown = str(row.pop("value"))
        told = shown.isdecimal() and shown.isascii() and int(shown) < TOO_LARGE
        if not told and shown != MARK:
            raise BadTable("an earlier run holds a value that is no count", path.name)
        status = PUBLISHED if told else _HIDDEN
        yield {**row, _STATUS: status, _VALUE: int(shown) if told else UNKNOWN}
