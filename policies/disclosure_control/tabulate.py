"""From inner cells to a system: every total over every dimension, and how all of them add up."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from policies.disclosure_control.arrays import Flags, Matrix, Whole
from policies.disclosure_control.dimension import TOTAL_NAME, Dimension
from policies.disclosure_control.matrices import from_entries
from policies.disclosure_control.system import FREE, NEVER_SHOWN, TOTAL, System, system

VALUE = "value"
# Up to so many cells the empty ones are listed too, as zeros; beyond, they are left out.
FULL_CROSS = 300_000


def tabulate(
    inner: pl.DataFrame,
    dimensions: Sequence[Dimension],
    *,
    kinds: Mapping[str, str] | None = None,
    counted_by: str = "count",
    hidden: Sequence[str] = (),
) -> System:
    """Return the system of all cells of a table, from rows of categories and a `value` each.

    Rows of the same categories are added, absent ones are zero. `kinds` gives the kind of each
    node of the dimension `counted_by`; cells that tell apart a `hidden` dimension are never shown.
    The rows' order changes nothing.
    """
    sizes = [len(each.nodes) for each in dimensions]
    source, place = _spread(inner, dimensions)
    values = inner[VALUE].to_numpy().astype(np.int64)[source]
    full = int(np.prod(sizes, dtype=np.float64)) <= FULL_CROSS
    cells = np.arange(np.prod(sizes)) if full else np.unique(place)
    summed = np.zeros(cells.size, dtype=np.int64)
    np.add.at(summed, np.searchsorted(cells, place), values)
    nodes = np.array(np.unravel_index(cells, sizes)).reshape(len(sizes), cells.size)
    height = [np.array(each.height, dtype=np.int64) for each in dimensions]
    level = np.zeros(cells.size, dtype=np.int64)
    for d, heights in enumerate(height):
        level += heights[nodes[d]]
    keys = pl.DataFrame(
        {each.name: np.array(each.nodes)[nodes[d]] for d, each in enumerate(dimensions)}
    )
    kind = keys[counted_by].replace_strict(kinds, default=TOTAL) if kinds else None
    return system(
        keys=keys,
        values=summed,
        matrix=_equations(cells, nodes, dimensions),
        kind=kind.to_numpy().astype(np.str_) if kind is not None else None,
        place=np.where(_tells(nodes, dimensions, hidden), NEVER_SHOWN, FREE),
        level=level,
        weight=(1.0 + np.log1p(summed)) * (1.0 + level),
    )


def table_values(inner: pl.DataFrame, dimensions: Sequence[Dimension]) -> Whole:
    """Return the values of all cells of a table whose empty cells are listed, as `tabulate` does.

    For a table of the same dimensions and other rows, of which the sums are known already.
    """
    source, place = _spread(inner, dimensions)
    values = inner[VALUE].to_numpy().astype(np.int64)[source]
    summed = np.zeros(int(np.prod([len(each.nodes) for each in dimensions])), dtype=np.int64)
    np.add.at(summed, place, values)
    return summed


def values_by(
    inner: pl.DataFrame, dimensions: Sequence[Dimension], *, column: str, names: Sequence[str]
) -> Whole:
    """Return what `table_values` does for the rows of each of these names in a column by itself.

    Shape (names, cells); every row has one of the names.
    """
    source, place = _spread(inner, dimensions)
    number = {name: row for row, name in enumerate(names)}
    rows = np.array([number[name] for name in inner[column].to_list()], dtype=np.int64)
    values = inner[VALUE].to_numpy().astype(np.int64)[source]
    size = int(np.prod([len(each.nodes) for each in dimensions]))
    summed = np.zeros(len(names) * size, dtype=np.int64)
    np.add.at(summed, rows[source] * size + place, values)
    return summed.reshape(len(names), size)


def contributions(
    inner: pl.DataFrame, dimensions: Sequence[Dimension], cells: System, *, column: str
) -> tuple[Matrix, list[str]]:
    """Return what each contributor adds to each cell, and the contributors' names.

    The matrix has one row a cell of `cells` (made by `tabulate` from the same rows and dimensions,
    perhaps joined to others) and one column a value of `column`, holding what is not zero.
    """
    source, place = _spread(inner, dimensions)
    sizes = [len(each.nodes) for each in dimensions]
    nodes = np.unravel_index(place, sizes)
    who = inner[column].to_numpy()
    names, number = np.unique(who.astype(np.str_), return_inverse=True)
    found = pl.DataFrame(
        {each.name: np.array(each.nodes)[nodes[d]] for d, each in enumerate(dimensions)}
        | {"_who": number[source], VALUE: inner[VALUE].to_numpy()[source]}
    ).filter(pl.col(VALUE) > 0)
    mine = [each.name for each in dimensions]
    index = cells.keys.with_row_index("_cell")
    for name in set(cells.keys.columns) - set(mine):
        index = index.filter(pl.col(name) == TOTAL_NAME)
    held = found.join(index.select("_cell", *mine), on=mine, how="inner")
    matrix = from_entries(
        held["_cell"].to_numpy().astype(np.int64),
        held["_who"].to_numpy().astype(np.int64),
        held[VALUE].to_numpy().astype(np.int64),
        shape=(cells.size, names.size),
    )
    return matrix, names.tolist()


def _spread(inner: pl.DataFrame, dimensions: Sequence[Dimension]) -> tuple[Whole, Whole]:
    # Each row counts in every combination of the nodes that its categories reach.
    source = np.arange(inner.height)
    place = np.zeros(inner.height, dtype=np.int64)
    for each in dimensions:
        position = {node: number for number, node in enumerate(each.nodes[: each.categories])}
        code = np.array([position[name] for name in inner[each.name].to_list()], dtype=np.int64)
        length = np.array([len(held) for held in each.reach], dtype=np.int64)
        start = np.concatenate([[0], np.cumsum(length)])[:-1]
        flat = np.array([node for held in each.reach for node in held], dtype=np.int64)
        mine = code[source]
        times = length[mine]
        offset = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        node = flat[np.repeat(start[mine], times) + offset]
        source = np.repeat(source, times)
        place = np.repeat(place, times) * len(each.nodes) + node
    return source, place


def _equations(cells: Whole, nodes: Whole, dimensions: Sequence[Dimension]) -> Matrix:
    rows, columns, values, made = [], [], [], 0
    stride = 1
    for number in range(len(dimensions) - 1, -1, -1):
        for equation in dimensions[number].equations:
            member = np.flatnonzero(np.isin(nodes[number], equation.members))
            group = cells[member] + (equation.group - nodes[number][member]) * stride
            names, row = np.unique(group, return_inverse=True)
            rows += [row + made, np.arange(names.size) + made]
            columns += [member, np.searchsorted(cells, names)]
            values += [np.ones(member.size, dtype=np.int64), np.full(names.size, -1)]
            made += names.size
        stride *= len(dimensions[number].nodes)
    empty = np.zeros(0, dtype=np.int64)
    return from_entries(
        np.concatenate([empty, *rows]),
        np.concatenate([empty, *columns]),
        np.concatenate([empty, *values]),
        shape=(made, cells.size),
    )


def _tells(nodes: Whole, dimensions: Sequence[Dimension], hidden: Sequence[str]) -> Flags:
    tells = np.zeros(nodes.shape[1], dtype=np.bool_)
    for number, each in enumerate(dimensions):
        if each.name in hidden:
            tells |= nodes[number] != len(each.nodes) - 1
    return tells
