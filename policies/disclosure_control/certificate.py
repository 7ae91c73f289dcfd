"""Certificates of doubt: other tables that a viewer cannot tell from the true one.

To show that a range is wide enough it need not be found to its ends: one other table suffices that
adds up, agrees with all that the viewer knows and is told, and has the cell where it should seem
possible. Such tables differ from the true one in a circuit of few cells, so that the certificate
made for one viewer serves every viewer who knows none of these cells. This is what makes fifty
viewers cost little more than a few.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from policies.disclosure_control.arrays import Flags, Real, Whole
from policies.disclosure_control.circuit import Change, Circuits
from policies.disclosure_control.matrices import real_entries
from policies.disclosure_control.polytope import Polytope
from policies.disclosure_control.sensitive import Sensitive
from policies.disclosure_control.system import System

# Solutions are good to this much, of a count of persons.
SLACK = 1e-5


def certified(
    cells: System,
    part: Polytope,
    *,
    knows: Sequence[Flags],
    needs: Sequence[Sensitive],
    pool: "Pool",
) -> tuple[Real, Real]:
    """Return the least and greatest value certified to seem possible: shape (viewers, part cells).

    `part` is what an outsider cannot see; each viewer `knows` some of it (one flag a cell of the
    part). Certificates are sought as far as `needs` asks, first in `pool`, which keeps those found;
    where none exists the range stays narrower than asked.
    """
    values = cells.values[part.cells].astype(np.float64)
    held = pool.within(part, size=cells.size, values=values)
    lowest = np.tile(values, (len(knows), 1))
    highest = lowest.copy()
    # Made when the pool does not suffice, which is seldom once some viewers have been served.
    circuits: Circuits | None = None
    for number, known in enumerate(knows):
        need, reach = needs[number], _Reach(lowest[number], highest[number])
        held.serve(reach, values, known)
        lacking = reach.lacking(part.cells, need, known)
        if lacking.size:
            circuits = circuits or _circuits(cells, part, knows=knows, needs=needs)
            circuits.know(known)
            for change in _certify(circuits, reach, part.cells[lacking], lacking, need):
                held.add(change.positions, change.by)
                pool.add(change)
    return lowest, highest


def _circuits(
    cells: System, part: Polytope, *, knows: Sequence[Flags], needs: Sequence[Sensitive]
) -> Circuits:
    watched = np.any([need.cells for need in needs], axis=0)
    watched[part.cells] |= np.any(knows, axis=0)
    return Circuits(cells, part.cells, hidden=np.ones(cells.size, dtype=np.bool_), watched=watched)


class _Reach:
    """The least and greatest value certified for each cell so far, for one viewer."""

    def __init__(self, lowest: Real, highest: Real) -> None:
        self.lowest = lowest
        self.highest = highest

    def take(self, positions: Whole, values: Real) -> None:
        """Note the values that cells have in another table."""
        np.minimum.at(self.lowest, positions, values)
        np.maximum.at(self.highest, positions, values)

    def lacking(self, cells: Whole, need: Sensitive, known: Flags) -> Whole:
        """Return the positions of cells that are not certified as far as asked."""
        short = self.highest < need.highest[cells] - SLACK
        short |= self.lowest > need.lowest[cells] + SLACK
        return np.flatnonzero(short & need.cells[cells] & ~known)


class Pool:
    """The changes found so far, by cell; what is taken from it is proved again by adding up."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def add(self, change: Change) -> None:
        """Keep a change."""
        if change.cells.size:
            self.changes.append(change)

    def within(self, part: Polytope, *, size: int, values: Real) -> "_Within":
        """Return the changes that hold inside one part: all sums and statements still agree.

        `values` are the true values of the part's cells; changes that fail are left out.
        """
        place = np.full(size, -1, dtype=np.int64)
        place[part.cells] = np.arange(part.cells.size)
        found = _Within()
        # Other threads add to the list meanwhile.
        changes = self.changes.copy()
        if not changes:
            return found
        where = place[np.concatenate([change.cells for change in changes])]
        ends = np.cumsum([change.cells.size for change in changes])
        starts = ends - [change.cells.size for change in changes]
        for number in np.flatnonzero(np.minimum.reduceat(where, starts) >= 0).tolist():
            found.add(where[starts[number] : ends[number]], changes[number].by)
        return found.proved(part, values)


class _Within:
    """Changes inside one part, flattened when they are next served."""

    def __init__(self) -> None:
        self.positions: list[Whole] = []
        self.by: list[Real] = []

    def add(self, positions: Whole, by: Real) -> None:
        """Take one more change."""
        self.positions.append(positions)
        self.by.append(by)

    def proved(self, part: Polytope, values: Real) -> "_Within":
        """Return the changes after which every row of the part holds and no count is below zero."""
        if not self.positions:
            return self
        length = np.array([held.size for held in self.positions])
        positions, by = np.concatenate(self.positions), np.concatenate(self.by)
        number = np.repeat(np.arange(length.size), length)
        shape = (part.cells.size, length.size)
        changed = part.matrix @ real_entries(positions, number, by, shape=shape)
        rows, names = changed.nonzero()
        before = np.asarray(part.matrix @ values)
        at = before[rows] + changed.data
        under = at < part.lowest[rows] - SLACK
        over = at > part.highest[rows] + SLACK
        below = values[positions] + by < part.floor[positions] - SLACK
        bad = set(names[under | over].tolist()) | set(number[below].tolist())
        proved = _Within()
        for name, (where, change) in enumerate(zip(self.positions, self.by, strict=True)):
            if name not in bad:
                proved.add(where, change)
        return proved

    def serve(self, reach: "_Reach", values: Real, known: Flags) -> None:
        """Take every change that touches nothing known."""
        if not self.positions:
            return
        length = np.array([held.size for held in self.positions])
        positions, by = np.concatenate(self.positions), np.concatenate(self.by)
        number = np.repeat(np.arange(length.size), length)
        touches = np.bincount(number, weights=known[positions], minlength=length.size) > 0
        free = ~touches[number]
        reach.take(positions[free], values[positions[free]] + by[free])


def _certify(
    circuits: Circuits, reach: _Reach, cells: Whole, positions: Whole, need: Sensitive
) -> Iterator[Change]:
    for cell, position in zip(cells.tolist(), positions.tolist(), strict=True):
        low, high = float(need.lowest[cell]), float(need.highest[cell])
        wanted = [high] if reach.highest[position] < high - SLACK else []
        wanted += [low] if reach.lowest[position] > low + SLACK else []
        for towards in wanted:
            change = circuits.cheapest(cell, towards=towards)
            if change is not None:
                where = change.positions
                reach.take(where, circuits.values[where] + change.by)
                yield change
