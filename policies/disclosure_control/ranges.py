"""The range of values that a viewer can hold possible for each cell of one polytope."""

import numpy as np

from policies.disclosure_control.arrays import Flags, Real, Whole
from policies.disclosure_control.linear_program import LinearProgram
from policies.disclosure_control.polytope import Polytope
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
    """Each solution found is remembered as a witness for all cells, so that most need no search."""

    def __init__(self, polytope: Polytope, asked: Asked) -> None:
        size = polytope.cells.size
        self.asked = asked
        self.program = LinearProgram(
            polytope.matrix,
            rows=(polytope.lowest, polytope.highest),
            bounds=(polytope.floor, np.full(size, np.inf)),
        )
        self.least = np.full(size, np.inf)
        self.greatest = np.full(size, -np.inf)
        self.floor = polytope.floor
        self.ceiling = ceiling(polytope)

    def bound(self, cell: int, lowest: float, highest: float) -> None:
        """Bound the value of one cell, and forget what was found without the bound."""
        self.program.bound(cell, lowest, highest)
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

    def _extreme(self, cell: int, *, greatest: bool) -> float:
        found = self.program.extreme(cell, greatest=greatest)
        if np.isfinite(found):
            self.least = np.minimum(self.least, self.program.point)
            self.greatest = np.maximum(self.greatest, self.program.point)
        return found


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
