"""Witnesses in bulk: one other table that shows the doubt about many cells at once.

To find a range to its end takes a linear program for every cell. To see that it is wide enough
takes one other table that agrees with all that is told, and one such table serves many cells. So
the first programs ask for as many cells as possible at once: the sum over cells of how far each
gets towards what is asked of it is made greatest. They are sought in one piece of the table after
the other, all else being held at the truth: whoever knew all else would know more, so that what
must seem possible to him must seem so to everybody.
"""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from policies.disclosure_control.arrays import Real, RealMatrix, Whole
from policies.disclosure_control.connected import connected
from policies.disclosure_control.linear_program import LinearProgram
from policies.disclosure_control.matrices import real_matrix
from policies.disclosure_control.reduced import Reduced
from schemas.record import record

# A piece is so many unknowns: a program of that size takes milliseconds.
_PIECE = 800
# A program in bulk takes as long as some programs for a cell each: it must settle as many, at least
# so many and one more for every so many unknowns.
_FEW_MORE = 8
_UNKNOWNS = 100
# Up to so many cells are asked one by one sooner.
FEW = 8


@record
class Wish:
    """That each of the `cells` gets to its `end` at least (or with `greatest` false, at most)."""

    cells: Whole
    ends: Real
    greatest: bool


class Bulk:
    """The programs in bulk over one polytope; `values` is its true point."""

    def __init__(self, small: Reduced, values: Real) -> None:
        """Cut the polytope into pieces."""
        self.small = small
        self.start: Real = values[small.kept]
        self.pieces = list(pieces(small.matrix, size=_PIECE))

    def within(self, wish: Wish, piece: Whole) -> Wish:
        """Return the part of a wish that a piece can do something for."""
        held = np.diff(self.small.expand[wish.cells][:, piece].indptr) > 0
        return Wish(cells=wish.cells[held], ends=wish.ends[held], greatest=wish.greatest)

    def point(self, wish: Wish, piece: Whole) -> Real | None:
        """Return every cell's value in the table that fulfils most of a wish within a piece."""
        small = self.small
        towards = real_matrix(small.expand[wish.cells][:, piece])
        rows = real_matrix(small.matrix[:, piece])
        held = np.flatnonzero(np.diff(rows.indptr) > 0)
        rows = real_matrix(rows[held])
        start = self.start[piece]
        rest = small.matrix[held] @ self.start - rows @ start
        fixed = small.expand[wish.cells] @ self.start + small.offset[wish.cells] - towards @ start
        program = _program(
            rows,
            towards,
            rows_ends=(small.lowest[held] - rest, small.highest[held] - rest),
            bounds=(small.floor[piece], small.roof[piece]),
            wanted=(wish.ends - fixed, wish.greatest),
        )
        found = program.cheapest()
        if found is None:
            return None
        moved = self.start.copy()
        moved[piece] = found[: piece.size]
        return np.asarray(small.expand @ moved + small.offset)


def worth_another(asked: int, left: int, *, unknowns: int) -> bool:
    """Tell whether a program that left so many of the cells asked for is worth another."""
    return left > FEW and asked - left >= max(_FEW_MORE, unknowns // _UNKNOWNS)


def pieces(matrix: RealMatrix, *, size: int) -> Iterator[Whole]:
    """Yield sets of columns of about `size` that few long rows hold together with others.

    The longest rows are left out until no part is larger; small parts go together. The last piece
    is the whole, where there was more than one.
    """
    width = matrix.shape[1]
    length = np.diff(matrix.indptr)
    label = np.zeros(width, dtype=np.int64)
    for longest in np.unique(length)[::-1].tolist():
        label = connected(real_matrix(matrix[length <= longest]))[0]
        if np.bincount(label, minlength=1).max(initial=0) <= size:
            break
    order = np.argsort(label, kind="stable")
    ends = np.flatnonzero(np.diff(label[order], append=-1)) + 1
    first, found = 0, 0
    for end, following in zip(ends.tolist(), [*ends[1:].tolist(), np.inf], strict=True):
        if following - first > size:
            yield np.sort(order[first:end])
            first, found = end, found + 1
    if found > 1:
        yield np.arange(width)


def _program(
    rows: RealMatrix,
    towards: RealMatrix,
    *,
    rows_ends: tuple[Real, Real],
    bounds: tuple[Real, Real],
    wanted: tuple[Real, bool],
) -> LinearProgram:
    # Each cell has a column that reaches as far as the cell does, and no further than wanted.
    ends, greatest = wanted
    count, width = towards.shape
    sign = -1.0 if greatest else 1.0
    one = sparse.eye_array(count, format="csr")
    nothing = sparse.csr_array((rows.shape[0], count))
    matrix = real_matrix(
        sparse.block_array([[rows, nothing], [-sign * towards, sign * one]], format="csr")
    )
    free = np.full(count, np.inf)
    reach = (-free, ends) if greatest else (ends, free)
    program = LinearProgram(
        matrix,
        rows=(np.append(rows_ends[0], np.zeros(count)), np.append(rows_ends[1], free)),
        bounds=(np.append(bounds[0], reach[0]), np.append(bounds[1], reach[1])),
    )
    program.price(np.append(np.zeros(width), np.full(count, sign)))
    program.solver.setOptionValue("presolve", "on")
    return program
