"""Joined systems: a cell that two tables share is one cell, so that nothing hides between them."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from policies.disclosure_control.arrays import Matrix, Whole
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.matrices import from_entries, stacked, whole_matrix
from policies.disclosure_control.system import Inconsistent, System, system


class Disagreement(Inconsistent):
    """Two tables give a cell that they share different values."""


def join(first: System, *others: System) -> System:
    """Return one system of all the cells, those of equal keys once; statements are not carried.

    A table that lacks a column stands at that column's total. A shared cell keeps the first
    table's place and weight. Raise Disagreement where shared cells differ.
    """
    parts = (first, *others)
    names = list(dict.fromkeys(name for part in parts for name in part.keys.columns))
    keys = pl.concat([_at_total(part.keys, names) for part in parts]).with_row_index("_row")
    kept = keys.unique(names, keep="first", maintain_order=True).with_row_index("_cell")
    cell = keys.join(kept.select("_cell", *names), on=names, how="left", maintain_order="left")
    number = cell["_cell"].to_numpy().astype(np.int64)
    rows = kept["_row"].to_numpy().astype(np.int64)
    values = np.concatenate([part.values for part in parts])
    if bool(np.any(values[rows][number] != values)):
        raise Disagreement("the tables give a cell that they share different values")
    return system(
        keys=kept.select(names),
        values=values[rows],
        matrix=_moved(parts, number, rows.size),
        kind=np.concatenate([part.kind for part in parts])[rows],
        place=np.concatenate([part.place for part in parts])[rows],
        level=np.concatenate([part.level for part in parts])[rows],
        weight=np.concatenate([part.weight for part in parts])[rows],
        required=np.concatenate([part.required for part in parts])[rows],
        signed=np.concatenate([part.signed for part in parts])[rows],
    )


def _at_total(keys: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    lacking = [name for name in names if name not in keys.columns]
    return keys.with_columns(pl.lit(TOTAL_NAME).alias(name) for name in lacking).select(names)


def _moved(parts: Sequence[System], number: Whole, size: int) -> Matrix:
    moved, start = [], 0
    for part in parts:
        mine = number[start : start + part.size]
        start += part.size
        height = part.matrix.shape[0]
        rows = np.repeat(np.arange(height), np.diff(part.matrix.indptr))
        columns = mine[part.matrix.indices]
        moved.append(from_entries(rows, columns, part.matrix.data, shape=(height, size)))
    return whole_matrix(stacked(moved))
