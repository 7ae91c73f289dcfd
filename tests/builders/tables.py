"""Small tables of counts for the tests of disclosure control, and an attacker of its own."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from scipy.optimize import linprog

from policies.disclosure_control.dimension import Dimension, dimension
from policies.disclosure_control.system import NEVER_SHOWN, System
from policies.disclosure_control.tabulate import tabulate


def frame(values: Mapping[tuple[str, ...], int], names: Sequence[str]) -> pl.DataFrame:
    """Inner cells as rows, each counted as `n`."""
    columns = {name: [key[place] for key in values] for place, name in enumerate(names)}
    return pl.DataFrame({**columns, "count": ["n"] * len(values), "value": list(values.values())})


def dimensions_of(rows: pl.DataFrame, names: Sequence[str]) -> list[Dimension]:
    made = [dimension(name, rows[name].unique()) for name in names]
    return [*made, dimension("count", ["n"], total=False)]


def cells_of(values: Mapping[tuple[str, ...], int], names: Sequence[str]) -> System:
    """The system of a table with every total."""
    rows = frame(values, names)
    return tabulate(rows, dimensions_of(rows, names))


def random_table(shape: tuple[int, ...], *, seed: int, mean: float) -> dict[tuple[str, ...], int]:
    """Counts of uneven practices, payers and strata; the same for the same seed."""
    draw = np.random.default_rng(seed)
    level = np.full(shape, mean)
    for axis, (size, spread) in enumerate(zip(shape, (1.0, 0.6, 0.5), strict=False)):
        wide = [1] * len(shape)
        wide[axis] = size
        level = level * draw.lognormal(0, spread, size).reshape(wide)
    counts = draw.poisson(level)
    return {
        tuple(f"{'abc'[axis]}{place:03d}" for axis, place in enumerate(where)): int(counts[where])
        for where in np.ndindex(shape)
    }


def position(cells: System, **key: str) -> int:
    """The position of the cell with this key; what is not named stands at its total."""
    wanted = (
        {name: "Total" for name in cells.keys.columns if name != "count"} | {"count": "n"} | key
    )
    rows = cells.keys.with_row_index("_row").filter(
        pl.all_horizontal(pl.col(name) == value for name, value in wanted.items())
    )
    return int(rows["_row"][0])


def flags(cells: System, *where: int) -> np.ndarray:
    """One flag a cell, up at these positions."""
    found = np.zeros(cells.size, dtype=np.bool_)
    found[list(where)] = True
    return found


def attacked(cells: System, *, unknown: np.ndarray, cell: int) -> tuple[float, float]:
    """What an attacker with scipy alone works out about a cell: a check that shares no code."""
    dense = cells.matrix.toarray().astype(float)
    told = np.where(unknown, 0.0, cells.values)
    columns = np.flatnonzero(unknown)
    cost = (columns == cell).astype(float)
    bounds = [(None if cells.signed[c] else 0.0, None) for c in columns]
    ends = []
    for sign in (1.0, -1.0):
        found = linprog(
            sign * cost, A_eq=dense[:, columns], b_eq=-(dense @ told), bounds=bounds, method="highs"
        )
        ends.append(sign * found.fun if found.status == 0 else -sign * np.inf)
    return float(np.ceil(ends[0] - 1e-6)), float(np.floor(ends[1] + 1e-6))


def hidden_from(
    cells: System, suppressed: np.ndarray, known: np.ndarray | None = None
) -> np.ndarray:
    """What a viewer who knows these cells cannot see."""
    unknown = suppressed | (cells.place == NEVER_SHOWN)
    return unknown if known is None else unknown & ~known
