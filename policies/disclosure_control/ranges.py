"""The range of values that a viewer can hold possible for each cell of one polytope."""

import numpy as np

from policies.disclosure_control.arrays import Flags, Real, Whole
from policies.disclosure_control.box import box
from policies.disclosure_control.linear_program import LinearProgram
from policies.disclosure_control.matrices import real_matrix, stacked
from policies.disclosure_control.polytope import Polytope
from policies.disclosure_control.pool import Pool, Reach, Within
from policies.disclosure_control.reduced import reduced
from policies.disclosure_control.witnesses import FEW, Bulk, Wish, worth_another
from schemas.record import record

# Solutions are good to this much, of a count of persons.
_SLACK = 1e-5
# What is less than this is the solver's own noise.
_MOVED = 1e-9


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
    search.in_bulk()
    before = search.least, search.greatest
    least, greatest = rounded(*searched(polytope, asked, seen=before))
    return least[asked.positions], greatest[asked.positions]


def seen(polytope: Polytope, asked: Asked, *, size: int, pool: Pool | None) -> tuple[Real, Real]:
    """Return how low and how high each cell of the polytope is seen to get, found in bulk.

    A `pool` of tables of so many cells is asked first, and what is found joins it.
    """
    search = Search(polytope, asked)
    if pool is not None:
        search.serve(pool.within(polytope, size=size))
    for point in search.in_bulk():
        if pool is not None:
            change = point - polytope.values
            moved = np.flatnonzero(np.abs(change) > _MOVED)
            pool.add(polytope.cells[moved], change[moved])
    return search.least, search.greatest


def searched(polytope: Polytope, asked: Asked, *, seen: tuple[Real, Real]) -> tuple[Real, Real]:
    """Return the least and greatest of each cell of the polytope, as far as asked of each.

    `seen` is how far cells are seen to get already. Of cells not asked about it is what was seen.
    """
    search = Search(polytope, asked)
    search.least, search.greatest = seen[0].copy(), seen[1].copy()
    for place in range(asked.positions.size):
        search.upwards(place)
        search.downwards(place)
    return search.least, search.greatest


def rounded(least: Real, greatest: Real) -> tuple[Real, Real]:
    """Return ranges in whole counts: what no whole count lies beyond is not possible."""
    return np.ceil(least - _SLACK), np.floor(greatest + _SLACK)


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
        self.least, self.greatest = polytope.values.copy(), polytope.values.copy()
        self.values = polytope.values
        self.floor, self.ceiling = box(polytope)

    def bound(self, cell: int, lowest: float, highest: float) -> None:
        """Bound the value of one cell, and forget what was found without the bound.

        The true point must keep within it.
        """
        column, row = int(self.small.column[cell]), int(self.row[cell])
        if column >= 0:
            least, most = float(self.small.floor[column]), float(self.small.roof[column])
            self.program.bound(column, max(least, lowest), min(most, highest))
        else:
            offset = float(self.small.offset[cell])
            self.program.bound_row(row, lowest - offset, highest - offset)
        self.least, self.greatest = self.values.copy(), self.values.copy()

    def serve(self, tables: Within, known: Flags | None = None) -> None:
        """Take the tables that others found, as far as they leave what is `known` as it is."""
        nothing = np.zeros(self.values.size, dtype=np.bool_)
        reach = Reach(self.least, self.greatest)
        tables.serve(reach, self.values, nothing if known is None else known)

    def in_bulk(self, *, one_end: bool = False) -> list[Real]:
        """Find other tables that answer for many cells at once, before any is asked for itself.

        With `one_end` a cell is done where it gets as far as asked up or down. Return the tables.
        """
        found: list[Real] = []
        if self.asked.positions.size <= FEW or self.small.kept.size == 0:
            return found
        bulk = Bulk(self.small, self.values)
        for piece in bulk.pieces:
            for greatest in (True, False):
                wish = bulk.within(self._open(greatest=greatest, one_end=one_end), piece)
                while wish.cells.size > FEW:
                    point = bulk.point(wish, piece)
                    if point is None:
                        break
                    self._take(point)
                    found.append(point)
                    left = bulk.within(self._open(greatest=greatest, one_end=one_end), piece)
                    if not worth_another(wish.cells.size, left.cells.size, unknowns=piece.size):
                        break
                    wish = left
        return found

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
        cell = int(self.asked.positions[place])
        if self.least[cell] <= self.asked.lowest[place] + _SLACK:
            return True
        self.upwards(place)
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
            self._take(expand @ self.program.point + offset)
        return found

    def _take(self, point: Real) -> None:
        self.least = np.minimum(self.least, point)
        self.greatest = np.maximum(self.greatest, point)

    def _open(self, *, greatest: bool, one_end: bool) -> Wish:
        """Return the cells that have not been seen as far as asked, or as far as they can get."""
        cells, exact = self.asked.positions, self.asked.exact
        most = np.minimum(self.ceiling[cells], np.inf if exact else self.asked.highest)
        least = np.maximum(self.floor[cells], -np.inf if exact else self.asked.lowest)
        low = self.least[cells] > least + _SLACK
        high = self.greatest[cells] < most - _SLACK
        short, ends = (high, most) if greatest else (low, least)
        if one_end:
            short = short & ~self._reached()
        short = short & np.isfinite(ends)
        return Wish(cells=cells[short], ends=ends[short], greatest=greatest)

    def _reached(self) -> Flags:
        """Flag the cells asked about that were seen to get as far as asked, up or down."""
        cells = self.asked.positions
        low = self.least[cells] <= self.asked.lowest + _SLACK
        return np.asarray(low | (self.greatest[cells] >= self.asked.highest - _SLACK))

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
        return LinearProgram(rows[0], rows=rows[1:], bounds=(small.floor, small.roof))
