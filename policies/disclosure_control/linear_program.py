"""A linear program that is asked for one extreme after another, each from where the last ended."""

import highspy
import numpy as np

from policies.disclosure_control.arrays import Real, RealMatrix, Whole

# HiGHS is told to keep its basis and to walk from it: presolve would throw the basis away.
_OPTIONS: dict[str, bool | int | str] = {
    "output_flag": False,
    "presolve": "off",
    "threads": 1,
    "parallel": "off",
}
_PRIMAL_SIMPLEX = 4
_STATUS = highspy.HighsModelStatus


class Unsolved(RuntimeError):
    """The solver gave no answer, so that nothing may be concluded and nothing be released."""


class LinearProgram:
    """`lowest <= matrix @ x <= highest` with bounds on x, and a cost that is zero at first.

    `point` is the last optimal x, `solved` counts the extremes sought. Not safe
    for two threads at once; each takes one of its own.
    """

    def __init__(
        self, matrix: RealMatrix, *, rows: tuple[Real, Real], bounds: tuple[Real, Real]
    ) -> None:
        """Hand the program to HiGHS."""
        columns = matrix.tocsc()
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = matrix.shape
        program.col_cost_ = np.zeros(matrix.shape[1])
        program.col_lower_, program.col_upper_ = bounds
        program.row_lower_, program.row_upper_ = rows
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = columns.indptr
        program.a_matrix_.index_ = columns.indices
        program.a_matrix_.value_ = columns.data
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in _OPTIONS.items():
            self.solver.setOptionValue(name, value)
        self.solver.passModel(program)
        self.point: Real = np.zeros(matrix.shape[1])
        self.solved = 0

    def extreme(self, columns: Whole, times: Real, *, greatest: bool) -> float:
        """Return the greatest or least value of a sum of `times` x; infinite where there is none.

        Raise Unsolved where the solver stops for any other reason.
        """
        if not self.solved:
            self._begin()
        chosen = columns.astype(np.int32)
        self.solver.changeColsCost(chosen.size, chosen, -times if greatest else times)
        self.solver.run()
        self.solved += 1
        status = self.solver.getModelStatus()
        if status not in {_STATUS.kOptimal, _STATUS.kUnbounded}:
            # A start from the last answer may lose its way where a cold one does not.
            self.solver.clearSolver()
            self.solver.run()
            status = self.solver.getModelStatus()
        self.solver.changeColsCost(chosen.size, chosen, np.zeros(chosen.size))
        if status == _STATUS.kUnbounded:
            return np.inf if greatest else -np.inf
        if status != _STATUS.kOptimal:
            raise Unsolved(f"the solver ended with {status.name}")
        self.point = np.asarray(self.solver.getSolution().col_value)
        return float(times @ self.point[columns])

    def _begin(self) -> None:
        """Find any x first, without a price: the dual simplex does so sooner than the primal."""
        self.solver.setOptionValue("presolve", "on")
        self.solver.run()
        self.solver.setOptionValue("presolve", "off")
        self.solver.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)

    def price(self, costs: Real) -> None:
        """Set the cost of every x."""
        every: Whole = np.arange(costs.size)
        self.solver.changeColsCost(costs.size, every.astype(np.int32), costs)

    def bound(self, column: int, lowest: float, highest: float) -> None:
        """Set the bounds of one x."""
        self.solver.changeColBounds(column, lowest, highest)

    def bound_row(self, row: int, lowest: float, highest: float) -> None:
        """Set the bounds of one row."""
        self.solver.changeRowBounds(row, lowest, highest)

    def cheapest(self) -> Real | None:
        """Return the x of least cost, sought from the beginning; None where there is no x.

        Raise Unsolved where the solver stops for any other reason.
        """
        self.solver.clearSolver()
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == _STATUS.kInfeasible:
            return None
        if status != _STATUS.kOptimal:
            raise Unsolved(f"the solver ended with {status.name}")
        self.point = np.asarray(self.solver.getSolution().col_value)
        return self.point
