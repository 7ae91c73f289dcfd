"""A smaller program for the same doubt: groups that nobody is told are written as their members.

An unknown group that is the sum of counts needs no column: it is never below zero where its members
are not, and its sum need not be kept as a row. What is left are mostly the finest cells in columns
and the told sums in rows, a few times less than the whole and solved many times faster.
"""

import numpy as np
from scipy import sparse

from policies.disclosure_control.arrays import Flags, Real, RealMatrix, Whole
from policies.disclosure_control.matrices import real_entries, real_matrix
from policies.disclosure_control.polytope import Polytope
from schemas.record import record

# Groups of groups of groups: no table of ours is deeper, and a circle would go on for ever.
_DEEPEST = 64


@record
class Reduced:
    """`cells = expand @ kept + offset` for the cells of a polytope; rows and bounds of the kept.

    Every value of `kept` with `lowest <= matrix @ kept <= highest` and from its `floor` to its
    `roof` is a point of the polytope, and every point is one. `column` is each cell's place among
    the kept, -1 for a group.
    """

    kept: Whole
    column: Whole
    expand: RealMatrix
    offset: Real
    matrix: RealMatrix
    lowest: Real
    highest: Real
    floor: Real
    roof: Real


def reduced(polytope: Polytope, *, keep: Flags | None = None) -> Reduced:
    """Return the polytope in as few unknowns as its sums allow without a bound being lost.

    Cells flagged in `keep` stay as they are.
    """
    rows, groups, signs = _definitions(polytope, keep)
    size = polytope.cells.size
    found = _expanded(polytope, rows, groups, signs)
    if found is None:
        rows, found = rows[:0], (real_matrix(sparse.eye_array(size, format="csr")), np.zeros(size))
    expand, offset = found
    kept = np.flatnonzero(np.bincount(expand.indices, minlength=size))
    column = np.full(size, -1, dtype=np.int64)
    column[kept] = np.arange(kept.size)
    expand = real_matrix(expand[:, kept])
    left = np.ones(polytope.matrix.shape[0], dtype=np.bool_)
    left[rows] = False
    matrix = real_matrix(polytope.matrix[left] @ expand)
    matrix.eliminate_zeros()
    said = polytope.matrix[left] @ offset
    lowest, highest = polytope.lowest[left] - said, polytope.highest[left] - said
    floor, roof = _bounds(matrix, lowest, highest, floor=polytope.floor[kept])
    held = np.flatnonzero(np.diff(matrix.indptr) > 1)
    return Reduced(
        kept=kept,
        column=column,
        expand=expand,
        offset=offset,
        matrix=real_matrix(matrix[held]),
        lowest=lowest[held],
        highest=highest[held],
        floor=floor,
        roof=roof,
    )


def _bounds(matrix: RealMatrix, lowest: Real, highest: Real, *, floor: Real) -> tuple[Real, Real]:
    """Return the bounds of the kept; rows of one entry are bounds and need not be rows."""
    rows = np.flatnonzero(np.diff(matrix.indptr) == 1)
    place = matrix.indptr[rows]
    column, times = matrix.indices[place], matrix.data[place]
    ends = np.sort(np.stack([lowest[rows] / times, highest[rows] / times]), axis=0)
    least, most = floor.copy(), np.full(floor.size, np.inf)
    np.maximum.at(least, column, ends[0])
    np.minimum.at(most, column, ends[1])
    return least, most


def _definitions(polytope: Polytope, keep: Flags | None) -> tuple[Whole, Whole, Real]:
    """Return the rows that define a cell by others, the cells, and their coefficients.

    A cell may be written as others where it has no floor, or where theirs hold it up.
    """
    matrix = polytope.matrix
    height = matrix.shape[0]
    rows = np.repeat(np.arange(height), np.diff(matrix.indptr))
    columns, data = matrix.indices, matrix.data
    floor = polytope.floor[columns]
    free = np.isneginf(floor)
    frees = np.bincount(rows, weights=free, minlength=height)
    chosen: Flags = free & (np.abs(data) == 1) & (frees == 1)[rows]
    for sign in (-1.0, 1.0):
        # The group stands alone on its side of the equation.
        alone = np.bincount(rows, weights=data * sign > 0, minlength=height) == 1
        others = np.where(data * sign < 0, np.where(free, 0.0, -data * sign * floor), 0.0)
        least = np.bincount(rows, weights=others, minlength=height) + sign * polytope.lowest
        fits = alone & (frees == 0)
        chosen |= (data == sign) & fits[rows] & (least[rows] >= floor)
    chosen &= (polytope.lowest == polytope.highest)[rows]
    if keep is not None:
        chosen &= ~keep[columns]
    place = np.flatnonzero(chosen)
    place = place[np.unique(rows[place], return_index=True)[1]]
    place = place[np.unique(columns[place], return_index=True)[1]]
    return rows[place], columns[place].astype(np.int64), data[place]


def _expanded(
    polytope: Polytope, rows: Whole, groups: Whole, signs: Real
) -> tuple[RealMatrix, Real] | None:
    size = polytope.cells.size
    entries = polytope.matrix[rows].tocoo()
    others = entries.col != groups[entries.row]
    row, column = entries.row[others], entries.col[others].astype(np.int64)
    step = real_entries(groups[row], column, -entries.data[others] / signs[row], shape=(size, size))
    offset = np.zeros(size)
    offset[groups] = polytope.lowest[rows] / signs
    told = offset.copy()
    defined = np.zeros(size, dtype=np.bool_)
    defined[groups] = True
    own = np.flatnonzero(~defined)
    start = real_entries(own, own, np.ones(own.size), shape=(size, size))
    expand = start
    for _ in range(_DEEPEST):
        grown = real_matrix(start + step @ expand)
        further = told + step @ offset
        # Where a chain ends in a number alone only the offset moves along it.
        if np.array_equal(further, offset) and (
            grown.nnz == expand.nnz and abs(grown - expand).nnz == 0
        ):
            return grown, offset
        expand, offset = grown, further
    return None
