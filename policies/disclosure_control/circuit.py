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
    """The changes open to one viewer in one block of cells that are bound by sums."""

    def __init__(self, cells: System, block: Whole, *, hidden: Flags) -> None:
        """Take the block; `hidden` flags (over the system) what the viewer cannot see."""
        self.block = block
        self.values = cells.values[block].astype(np.float64)
        self.weight = cells.weight * np.where(cells.required, _REQUIRED_COST, 1.0)
        told = stacked([cells.matrix, cells.limits.matrix])
        rows = real_matrix(told[:, block])
        held = np.flatnonzero(np.diff(rows.indptr) > 0)
        said = cells.limits.matrix @ cells.values
        sums = np.zeros(cells.matrix.shape[0])
        lowest = np.concatenate([sums, cells.limits.lowest - said])[held]
        highest = np.concatenate([sums, cells.limits.highest - said])[held]
        self.room = np.where(cells.signed[block], np.inf, self.values)
        both = real_matrix(sparse.hstack([rows[held], -rows[held]], format="csr"))
        bounds = np.concatenate([np.full(block.size, np.inf), self.room])
        self.program = LinearProgram(
            both, rows=(lowest, highest), bounds=(np.zeros(bounds.size), bounds)
        )
        self.place = {int(cell): position for position, cell in enumerate(block)}
        self.known = np.zeros(block.size, dtype=np.bool_)
        self.hide(hidden)

    def hide(self, hidden: Flags) -> None:
        """Let the cells flagged (over the system) cost next to nothing from now on."""
        cost = np.where(hidden[self.block], _HIDDEN_COST, self.weight[self.block])
        self.program.price(np.concatenate([cost, cost]))

    def know(self, known: Flags) -> None:
        """Let the cells flagged (over the block) stay as they are; the others may move again."""
        for position in np.flatnonzero(known != self.known).tolist():
            rise, fall = (0.0, 0.0) if known[position] else (np.inf, float(self.room[position]))
            self.program.bound(position, 0.0, rise)
            self.program.bound(self.block.size + position, 0.0, fall)
        self.known = known

    def cheapest(self, cell: int, *, towards: float) -> Change | None:
        """Return the change that brings `cell` to `towards` at least cost; None where none does."""
        position = self.place[cell]
        rise, fall = position, self.block.size + position
        change = towards - self.values[position]
        up, down = max(change, 0.0), max(-change, 0.0)
        self.program.bound(rise, up, up)
        self.program.bound(fall, down, down)
        found = self.program.cheapest()
        self.program.bound(rise, 0.0, np.inf)
        self.program.bound(fall, 0.0, float(self.room[position]))
        if found is None:
            return None
        moved: Real = found[: self.block.size] - found[self.block.size :]
        where = np.flatnonzero(np.abs(moved) > _CHANGED)
        return Change(positions=where, cells=self.block[where], by=moved[where])


def blocks(cells: System, *, movable: Flags) -> Whole:
    """Return a number for each cell; cells of one number are bound by sums; -1: not movable."""
    columns = np.flatnonzero(movable)
    rows = real_matrix(stacked([cells.matrix, cells.limits.matrix])[:, columns])
    number = np.full(cells.size, -1, dtype=np.int64)
    number[columns] = connected(rows)[0]
    return number
