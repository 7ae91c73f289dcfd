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
from policies.disclosure_control.polytope import Polytope
from policies.disclosure_control.pool import SLACK, Pool, Reach
from policies.disclosure_control.sensitive import Sensitive
from policies.disclosure_control.system import System


def certified(
    cells: System,
    part: Polytope,
    *,
    knows: Sequence[Flags],
    needs: Sequence[Sensitive],
    pool: Pool,
) -> tuple[Real, Real]:
    """Return the least and greatest value certified to seem possible: shape (viewers, part cells).

    `part` is what an outsider cannot see; each viewer `knows` some of it (one flag a cell of the
    part). Certificates are sought as far as `needs` asks, first in `pool`, which keeps those found;
    where none exists the range stays narrower than asked.
    """
    values = cells.values[part.cells].astype(np.float64)
    held = pool.within(part, size=cells.size)
    lowest = np.tile(values, (len(knows), 1))
    highest = lowest.copy()
    # Made when the pool does not suffice, which is seldom once some viewers have been served.
    circuits: Circuits | None = None
    for number, known in enumerate(knows):
        need, reach = needs[number], Reach(lowest[number], highest[number])
        held.serve(reach, values, known)
        lacking = _lacking(reach, part.cells, need, known)
        if lacking.size:
            circuits = circuits or _circuits(cells, part, knows=knows, needs=needs)
            circuits.know(known)
            for change in _certify(circuits, reach, part.cells[lacking], lacking, need):
                held.add(change.positions, change.by)
                pool.add(change.cells, change.by)
    return lowest, highest


def _circuits(
    cells: System, part: Polytope, *, knows: Sequence[Flags], needs: Sequence[Sensitive]
) -> Circuits:
    watched = np.any([need.cells for need in needs], axis=0)
    watched[part.cells] |= np.any(knows, axis=0)
    return Circuits(cells, part.cells, hidden=np.ones(cells.size, dtype=np.bool_), watched=watched)


def _lacking(reach: Reach, cells: Whole, need: Sensitive, known: Flags) -> Whole:
    """Return the positions of cells that are not certified as far as asked."""
    short = reach.highest < need.highest[cells] - SLACK
    short |= reach.lowest > need.lowest[cells] + SLACK
    return np.flatnonzero(short & need.cells[cells] & ~known)


def _certify(
    circuits: Circuits, reach: Reach, cells: Whole, positions: Whole, need: Sensitive
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
