"""A pool of other tables that agree with all that is told, each as the change that leads to it.

What was found while a pattern was made serves again when it is audited, and what was found for one
viewer serves the next. Nothing is taken from the pool on trust: whether a change keeps every sum
and every statement is proved again, part by part, by adding up.
"""

import numpy as np

from policies.disclosure_control.arrays import Flags, Real, Whole
from policies.disclosure_control.matrices import real_entries
from policies.disclosure_control.polytope import Polytope

# Solutions are good to this much, of a count of persons.
SLACK = 1e-5


class Reach:
    """The least and greatest value that each cell of a part was seen to have."""

    def __init__(self, lowest: Real, highest: Real) -> None:
        self.lowest = lowest
        self.highest = highest

    def take(self, positions: Whole, values: Real) -> None:
        """Note the values that cells have in another table."""
        np.minimum.at(self.lowest, positions, values)
        np.maximum.at(self.highest, positions, values)


class Pool:
    """The changes found so far; `shared` where many viewers are to be certified by them."""

    def __init__(self, *, shared: bool) -> None:
        self.shared = shared
        self.changes: list[tuple[Whole, Real]] = []

    def add(self, cells: Whole, by: Real) -> None:
        """Keep a change of these cells, by so much each."""
        if cells.size:
            self.changes.append((cells, by))

    def within(self, part: Polytope, *, size: int, opposite: bool = False) -> "Within":
        """Return what the changes are inside one part, as far as all sums and statements agree.

        With `opposite` also what they are the other way round. `size` is the number of cells of the
        whole system. Parts share no sum, so that what a change does in one of them is a change by
        itself.
        """
        # Other threads add to the list meanwhile.
        changes = self.changes.copy()
        found = Within()
        if not changes:
            return found
        place = np.full(size, -1, dtype=np.int64)
        place[part.cells] = np.arange(part.cells.size)
        length = np.array([cells.size for cells, _ in changes])
        where = place[np.concatenate([cells for cells, _ in changes])]
        held = where >= 0
        number = np.repeat(np.arange(length.size), length)[held]
        by = np.concatenate([each for _, each in changes])[held]
        starts = np.flatnonzero(np.diff(number, prepend=-1))
        for positions, change in zip(
            np.split(where[held], starts[1:]), np.split(by, starts[1:]), strict=True
        ):
            if positions.size:
                found.add(positions, change)
                if opposite:
                    found.add(positions, -change)
        return found.proved(part)


class Within:
    """Changes inside one part, flattened when they are next served."""

    def __init__(self) -> None:
        self.positions: list[Whole] = []
        self.by: list[Real] = []

    def add(self, positions: Whole, by: Real) -> None:
        """Take one more change."""
        self.positions.append(positions)
        self.by.append(by)

    def proved(self, part: Polytope) -> "Within":
        """Return each change as far as every row of the part holds and no count is below its floor.

        What lies between two tables that agree with all that is told is one more such table.
        """
        if not self.positions:
            return self
        length = np.array([held.size for held in self.positions])
        positions, by = np.concatenate(self.positions), np.concatenate(self.by)
        number = np.repeat(np.arange(length.size), length)
        shape = (part.cells.size, length.size)
        changed = part.matrix @ real_entries(positions, number, by, shape=shape)
        rows, names = changed.nonzero()
        before = np.asarray(part.matrix @ part.values)[rows]
        ends = np.where(changed.data > 0, part.highest[rows], part.lowest[rows])
        share: Real = np.ones(length.size)
        np.minimum.at(share, names, _share(changed.data, np.abs(ends - before)))
        fall = np.where(by < 0, part.values[positions] - part.floor[positions], np.inf)
        np.minimum.at(share, number, _share(by, fall))
        proved = Within()
        for each, where, change in zip(share.tolist(), self.positions, self.by, strict=True):
            if each > 0:
                proved.add(where, change if each == 1 else each * change)
        return proved

    def serve(self, reach: Reach, values: Real, known: Flags) -> None:
        """Take every change that touches nothing known."""
        if not self.positions:
            return
        length = np.array([held.size for held in self.positions])
        positions, by = np.concatenate(self.positions), np.concatenate(self.by)
        number = np.repeat(np.arange(length.size), length)
        touches = np.bincount(number, weights=known[positions], minlength=length.size) > 0
        free = ~touches[number]
        reach.take(positions[free], values[positions[free]] + by[free])


def _share(change: Real, room: Real) -> Real:
    """Return how much of each change, 0 to 1, there is room for."""
    return np.where(np.abs(change) <= room + SLACK, 1.0, room / np.abs(change))
