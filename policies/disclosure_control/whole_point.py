"""A table in whole numbers that agrees with what is told: one of many, where we know no better."""

import highspy
import numpy as np
from scipy import sparse

from policies.disclosure_control.arrays import Real, Whole
from policies.disclosure_control.linear_program import LinearProgram, Unsolved
from policies.disclosure_control.matrices import real_matrix
from policies.disclosure_control.polytope import Polytope

_SECONDS = 60.0
# Near enough: the values stand in for counts, and nothing is gained by the nearest of all.
_GAP = 0.2


def whole_point(polytope: Polytope, *, near: Real) -> Whole:
    """Return whole values of the unknown cells that keep every row; Unsolved where none is found.

    The values stand in for counts that an earlier release hid and that we no longer hold: sums
    with them are right, the values themselves say nothing. Of many they are among those `near`
    what is likely, one value a cell: an insider is taken to know those that are his.
    """
    size = polytope.cells.size
    one = real_matrix(sparse.eye_array(size, format="csr"))
    none = real_matrix(sparse.csr_array((polytope.matrix.shape[0], size)))
    # value + under - over = near, and the least under + over is sought.
    matrix = real_matrix(
        sparse.block_array([[polytope.matrix, none, none], [one, one, -one]], format="csr")
    )
    rows = np.append(polytope.lowest, near), np.append(polytope.highest, near)
    floor = np.concatenate([polytope.floor, np.zeros(2 * size)])
    program = LinearProgram(matrix, rows=rows, bounds=(floor, np.full(3 * size, np.inf)))
    program.price(np.concatenate([np.zeros(size), np.ones(2 * size)]))
    solver = program.solver
    solver.setOptionValue("presolve", "on")
    solver.setOptionValue("time_limit", _SECONDS)
    solver.setOptionValue("mip_rel_gap", _GAP)
    every = np.arange(size, dtype=np.int32)
    kinds = np.full(size, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
    solver.changeColsIntegrality(size, every, kinds)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Unsolved("no whole table agrees with the earlier release")
    found: Whole = np.rint(np.asarray(solver.getSolution().col_value)[:size]).astype(np.int64)
    return found
