"""The least suppression there is, by integer programming: a yardstick for small tables only.

For every sensitive cell and each end of its doubt there must be a change of the table that moves
the cell so far and touches nothing but hidden cells; the weight of the hidden cells is made least.
Method: Fischetti and Salazar (2000). Worth it below about 400 cells and 20 sensitive ones.
"""

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from policies.disclosure_control.arrays import Flags, Real
from policies.disclosure_control.elimination import told_whatever
from policies.disclosure_control.linear_program import Unsolved
from policies.disclosure_control.sensitive import Sensitive, seen_by
from policies.disclosure_control.system import NEVER_SHOWN, System
from policies.disclosure_control.viewer import Viewer, outsider


def least_suppression(
    cells: System, *, sensitive: Sensitive, viewer: Viewer | None = None, seconds: float = 60.0
) -> Flags:
    """Return the cells to hide, sensitive ones included, at the least weight: one flag a cell.

    For one viewer who sees all that is published. Raise Unsolved where there is no such pattern,
    or none is proved to be the least within `seconds`.
    """
    who = outsider(cells) if viewer is None else viewer
    needs = seen_by(sensitive, who)
    ends = [
        (int(cell), float(end[cell]))
        for cell in np.flatnonzero(needs.cells)
        for end in (needs.lowest, needs.highest)
    ]
    fixed = told_whatever(cells, sensitive=sensitive.cells) & ~sensitive.cells
    always = sensitive.cells | (cells.place == NEVER_SHOWN)
    if not ends:
        return np.asarray(always)
    size, count = cells.size, len(ends)
    found = milp(
        np.concatenate([cells.weight, np.zeros(size * count)]),
        integrality=np.concatenate([np.ones(size), np.zeros(size * count)]),
        bounds=_bounds(cells, who, ends, fixed=fixed, always=always),
        constraints=_constraints(cells, ends),
        options={"time_limit": seconds},
    )
    if found.status != 0:
        raise Unsolved("no pattern was proved to be the least")
    return np.asarray(found.x[:size] > 0.5)


def _bounds(
    cells: System, who: Viewer, ends: list[tuple[int, float]], *, fixed: Flags, always: Flags
) -> Bounds:
    rest = ~(who.knows | fixed)
    low: list[Real] = [always.astype(np.float64)]
    high: list[Real] = [np.where(fixed & ~always, 0.0, 1.0)]
    reach = _reach(cells)
    for cell, towards in ends:
        least = np.where(rest, -np.minimum(np.where(cells.signed, reach, cells.values), reach), 0.0)
        most = np.where(rest, reach, 0.0)
        least[cell] = most[cell] = towards - cells.values[cell]
        low.append(least)
        high.append(most)
    return Bounds(np.concatenate(low), np.concatenate(high))


def _constraints(cells: System, ends: list[tuple[int, float]]) -> list[LinearConstraint]:
    # Each change keeps the sums, and is nothing where the cell is told.
    count = len(ends)
    nothing = sparse.csr_array((count * cells.matrix.shape[0], cells.size))
    sums = sparse.hstack([nothing, sparse.block_diag([cells.matrix] * count)], format="csr")
    one = sparse.eye_array(cells.size, format="csr")
    reach = _reach(cells)
    switch = sparse.vstack([reach * one] * count, format="csr")
    move = sparse.eye_array(cells.size * count, format="csr")
    return [
        LinearConstraint(sums, 0.0, 0.0),
        LinearConstraint(sparse.hstack([switch, -move], format="csr"), 0.0, np.inf),
        LinearConstraint(sparse.hstack([switch, move], format="csr"), 0.0, np.inf),
    ]


def _reach(cells: System) -> float:
    # No useful change moves a cell further than this: more than any doubt asked for, many times.
    return float(np.abs(cells.values).max(initial=0) + 100)
