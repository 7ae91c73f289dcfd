"""The range of values that a viewer can hold possible for each cell of one polytope."""

import numpy as np

from policies.disclosure_control.arrays import Flags, Real, Whole
from policies.disclosure_control.linear_program import LinearProgram
from policies.disclosure_control.matrices import real_matrix, stacked
from policies.disclosure_control.polytope import Polytope
from policies.disclosure_control.reduced import reduced
from schemas.record import record

# Solutions are good to this much, of a count of persons.
_SLACK = 1e-5


@record
class Asked:
    """Which cells of a polytope are asked about, by position, and when their range is wide enough.

    With `exact` every range is found to its ends; without, a search ends as soon as a range is
    seen to reach from `lowest` to `highest`, and the range found is then the least that it can be.
    """

    positions: Whole
    lowest: Real
    highest: Real
    exact: bool


def ranges(polytope: Polytope, asked: Asked) -> tuple[Real, Real]:
    """Return the least and greatest possible value of each cell asked about, rounded to whole.

    Shape (asked,) each; infinite where there is no end. A narrower range than asked for is always
    exact. Raise Unsolved where the solver does.
    """
    search = Search(polytope, asked)
    for place in range(asked.positions.size):
        search.upwards(place)
        search.downwards(place)
    least = np.ceil(search.least[asked.positions] - _SLACK)
    return least, np.floor(search.greatest[asked.positions] + _SLACK)


class Search:
    """Each solution found is remembered as a witness for all cells, so that most need no search.

    Cells flagged in `tellable` may be bounded later.
    """

    def __init__(self, polytope: Polytope, asked: Asked, *, tellable: Flags | None = None) -> None:
        size = polytope.cells.size
        self.asked = asked
        self.small = reduced(polytope)
        self.row = np.full(size, -1, dtype=np.int64)
        self.program = self._program(tellable)
        self.least = np.full(size, np.inf)
        self.greatest = np.full(size, -np.inf)
        self.floor = polytope.floor
        self.ceiling = ceiling(polytope)

    def bound(self, cell: int, lowest: float, highest: float) -> None:
        """Bound the value of one cell, and forget what was found without the bound."""
        column, row = int(self.small.column[cell]), int(self.row[cell])
        if column >= 0:
            self.program.bound(column, lowest, highest)
        else:
            offset = float(self.small.offset[cell])
            self.program.bound_row(row, lowest - offset, highest - offset)
        self.least[:] = np.inf
        self.greatest[:] = -np.inf

    def upwards(self, place: int) -> None:
        """Find the greatest value of a cell, or enough of it."""
        cell = int(self.asked.positions[place])
        enough = np.inf if self.asked.exact else self.asked.highest[place]
        if self.greatest[cell] >= min(self.ceiling[cell], enough) - _SLACK:
            return
        self.greatest[cell] = self._extreme(cell, greatest=True)

    def downwards(self, place: int) -> None:
        """Find the least value of a cell, or enough of it."""
        cell = int(self.asked.positions[place])
        enough = -np.inf if self.asked.exact else self.asked.lowest[place]
        if self.least[cell] <= max(self.floor[cell], enough) + _SLACK:
            return
        self.least[cell] = self._extreme(cell, greatest=False)

    def wide(self, place: int) -> bool:
        """Tell whether the range of a cell reaches as far as was asked."""
        self.upwards(place)
        self.downwards(place)
        cell = int(self.asked.positions[place])
        reaches_down = self.least[cell] <= self.asked.lowest[place] + _SLACK
        return bool(reaches_down and self.greatest[cell] >= self.asked.highest[place] - _SLACK)

    def open_on_a_side(self, place: int) -> bool:
        """Tell whether the range of a cell reaches as far as was asked up, or else down."""
        self.upwards(place)
        cell = int(self.asked.positions[place])
        if self.greatest[cell] >= self.asked.highest[place] - _SLACK:
            return True
        self.downwards(place)
        return bool(self.least[cell] <= self.asked.lowest[place] + _SLACK)

    def _extreme(self, cell: int, *, greatest: bool) -> float:
        expand, offset = self.small.expand, self.small.offset
        held = slice(*expand.indptr[cell : cell + 2])
        columns, times = expand.indices[held].astype(np.int64), expand.data[held]
        if columns.size == 0:
            return float(offset[cell])
        found = self.program.extreme(columns, times, greatest=greatest) + float(offset[cell])
        if np.isfinite(found):
            point = expand @ self.program.point + offset
            self.least = np.minimum(self.least, point)
            self.greatest = np.maximum(self.greatest, point)
        return found

    def _program(self, tellable: Flags | None) -> LinearProgram:
        small = self.small
        rows = small.matrix, small.lowest, small.highest
        if tellable is not None:
            # A group written as its members needs a row of its own to be told.
            groups = np.flatnonzero(tellable & (small.column < 0))
            self.row[groups] = small.matrix.shape[0] + np.arange(groups.size)
            free = np.full(groups.size, np.inf)
            rows = (
                stacked([small.matrix, real_matrix(small.expand[groups])]),
                np.concatenate([small.lowest, -free]),
                np.concatenate([small.highest, free]),
            )
        ends = (small.floor, np.full(small.kept.size, np.inf))
        return LinearProgram(rows[0], rows=rows[1:], bounds=ends)


def ceiling(polytope: Polytope) -> Real:
    """Return a bound that no cell can pass: the least total of a sum in which it only adds."""
    matrix = polytope.matrix
    size = polytope.cells.size
    bound = np.full(size, np.inf)
    bounded = np.isfinite(polytope.floor)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    adds: Flags = (matrix.data > 0) & bounded[matrix.indices]
    only_adds = np.ones(matrix.shape[0], dtype=np.bool_)
    only_adds[rows[~adds]] = False
    useful = only_adds[rows]
    np.minimum.at(
        bound, matrix.indices[useful], polytope.highest[rows[useful]] / matrix.data[useful]
    )
    return bound
