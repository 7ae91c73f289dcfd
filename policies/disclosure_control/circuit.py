"""The cheapest circuit: how else the table could look, hiding as few more cells as possible.

A change `d` with `matrix @ d = 0` leads from the true table to another that also adds up. If every
cell that `d` changes is hidden, nobody can tell the two apart. The cheapest change that moves a
sensitive cell as far as its doubt demands names the cells that should be hidden for it.
"""

import numpy as np
from scipy import sparse

from policies.disclosure_control.arrays import Flags, Real, Whole
from policies.disclosure_control.connected import connected
from policies.disclosure_control.linear_program import LinearProgram
from policies.disclosure_control.matrices import real_matrix, stacked
from policies.disclosure_control.polytope import Polytope
from policies.disclosure_control.reduced import reduced
from policies.disclosure_control.system import System
from schemas.record import record

# Hidden cells cost next to nothing, so that of two ways the one that touches less is taken.
_HIDDEN_COST = 1e-3
_REQUIRED_COST = 100.0
_CHANGED = 1e-6


@record
class Change:
    """Cells, their positions in the block, and by how much each changes."""

    positions: Whole
    cells: Whole
    by: Real


class Circuits:
    """The changes open to one viewer in one block of cells that are bound by sums.

    Groups hidden from the beginning move with their members and cost nothing of their own; those
    flagged in `watched` (over the system) may still be held or moved.
    """

    def __init__(self, cells: System, block: Whole, *, hidden: Flags, watched: Flags) -> None:
        """Take the block; `hidden` flags (over the system) what the viewer cannot see."""
        self.block = block
        self.values = cells.values[block].astype(np.float64)
        self.weight = cells.weight * np.where(cells.required, _REQUIRED_COST, 1.0)
        room = np.where(cells.signed[block], np.inf, self.values)
        self.small = reduced(_changes(cells, block, floor=-room), keep=~hidden[block])
        small = self.small
        groups = np.flatnonzero((watched & hidden)[block] & (small.column < 0))
        self.row = np.full(block.size, -1, dtype=np.int64)
        self.row[groups] = small.matrix.shape[0] + np.arange(groups.size)
        rows = stacked([small.matrix, real_matrix(small.expand[groups])])
        free = np.full(groups.size, np.inf)
        self.fall, self.rise = -small.floor, small.roof
        self.program = LinearProgram(
            real_matrix(sparse.hstack([rows, -rows], format="csr")),
            rows=(np.append(small.lowest, -free), np.append(small.highest, free)),
            bounds=(
                np.zeros(2 * small.kept.size),
                np.append(self.rise, self.fall),
            ),
        )
        self.place = {int(cell): position for position, cell in enumerate(block)}
        self.known = np.zeros(block.size, dtype=np.bool_)
        self.hide(hidden)

    def hide(self, hidden: Flags) -> None:
        """Let the cells flagged (over the system) cost next to nothing from now on."""
        kept = self.block[self.small.kept]
        cost = np.where(hidden[kept], _HIDDEN_COST, self.weight[kept])
        self.program.price(np.concatenate([cost, cost]))

    def know(self, known: Flags) -> None:
        """Let the cells flagged (over the block) stay as they are; the others may move again."""
        for position in np.flatnonzero(known != self.known).tolist():
            if known[position]:
                self._move(position, 0.0)
            else:
                self._release(position)
        self.known = known

    def cheapest(self, cell: int, *, towards: float) -> Change | None:
        """Return the change that brings `cell` to `towards` at least cost; None where none does."""
        if self.small.kept.size == 0:
            return None
        position = self.place[cell]
        if not self._may(position, towards - self.values[position]):
            return None
        self._move(position, towards - self.values[position])
        found = self.program.cheapest()
        self._release(position)
        if found is None:
            return None
        size = self.small.kept.size
        moved: Real = np.asarray(self.small.expand @ (found[:size] - found[size:]))
        where = np.flatnonzero(np.abs(moved) > _CHANGED)
        return Change(positions=where, cells=self.block[where], by=moved[where])

    def _may(self, position: int, change: float) -> bool:
        column = int(self.small.column[position])
        return column < 0 or bool(-self.fall[column] <= change <= self.rise[column])

    def _move(self, position: int, change: float) -> None:
        column, row = int(self.small.column[position]), int(self.row[position])
        if column >= 0:
            up, down = max(change, 0.0), max(-change, 0.0)
            self.program.bound(column, up, up)
            self.program.bound(self.small.kept.size + column, down, down)
        else:
            self.program.bound_row(row, change, change)

    def _release(self, position: int) -> None:
        column, row = int(self.small.column[position]), int(self.row[position])
        if column >= 0:
            self.program.bound(column, 0.0, float(self.rise[column]))
            self.program.bound(self.small.kept.size + column, 0.0, float(self.fall[column]))
        else:
            self.program.bound_row(row, -np.inf, np.inf)


def _changes(cells: System, block: Whole, *, floor: Real) -> Polytope:
    """Return what changes of the block's cells keep every sum and every statement."""
    needed = cells.matrix[~cells.implied]
    rows = real_matrix(stacked([needed, cells.limits.matrix])[:, block])
    held = np.flatnonzero(np.diff(rows.indptr) > 0)
    said = cells.limits.matrix @ cells.values
    sums = np.zeros(needed.shape[0])
    return Polytope(
        cells=block,
        matrix=real_matrix(rows[held]),
        lowest=np.concatenate([sums, cells.limits.lowest - said])[held],
        highest=np.concatenate([sums, cells.limits.highest - said])[held],
        floor=floor,
        values=np.zeros(block.size),
    )


def blocks(cells: System, *, movable: Flags) -> Whole:
    """Return a number for each cell; cells of one number are bound by sums; -1: not movable."""
    columns = np.flatnonzero(movable)
    needed = cells.matrix[~cells.implied]
    rows = real_matrix(stacked([needed, cells.limits.matrix])[:, columns])
    number = np.full(cells.size, -1, dtype=np.int64)
    number[columns] = connected(rows)[0]
    return number
