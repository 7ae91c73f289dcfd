"""A table in whole numbers that agrees with what is told: one of many, where we know no better."""

import highspy
import numpy as np

from policies.disclosure_control.arrays import Whole
from policies.disclosure_control.linear_program import LinearProgram, Unsolved
from policies.disclosure_control.polytope import Polytope

_SECONDS = 60.0


def whole_point(polytope: Polytope) -> Whole:
    """Return whole values of the unknown cells that keep every row; Unsolved where none is found.

    The values stand in for counts that an earlier release hid and that we no longer hold: sums
    with them are right, the values themselves say nothing.
    """
    size = polytope.cells.size
    program = LinearProgram(
        polytope.matrix,
        rows=(polytope.lowest, polytope.highest),
        bounds=(polytope.floor, np.full(size, np.inf)),
    )
    solver = program.solver
    solver.setOptionValue("presolve", "on")
    solver.setOptionValue("time_limit", _SECONDS)
    every = np.arange(size, dtype=np.int32)
    kinds = np.full(size, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
    solver.changeColsIntegrality(size, every, kinds)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Unsolved("no whole table agrees with the earlier release")
    found: Whole = np.rint(np.asarray(solver.getSolution().col_value)).astype(np.int64)
    return found
