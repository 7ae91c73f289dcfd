"""Exact sparse Gauss-Jordan elimination modulo the prime 2^31 - 1: no tolerance, no rounding."""

from collections.abc import Iterable
from itertools import pairwise

from policies.disclosure_control.arrays import Matrix

PRIME = 2**31 - 1

Row = dict[int, int]


class Tableau:
    """The equations `matrix @ cells = 0`, each solved for one basic cell.

    `rows[basic]` holds the coefficients of one equation modulo PRIME, 1 at the basic cell and zero
    at every other basic cell; `where[cell]` names the basics of the rows that hold the cell.
    A cell is determined by the others exactly where its row holds nothing but itself.
    """

    def __init__(self, matrix: Matrix, preference: Iterable[int]) -> None:
        """Reduce the matrix; a cell earlier in `preference` is basic before a later one."""
        self.rows: dict[int, Row] = {}
        self.where: list[set[int]] = [set() for _ in range(matrix.shape[1])]
        self._reduce(_rows_of(matrix), preference)

    def pivot(self, leaving: int, entering: int) -> None:
        """Solve the row of the basic cell `leaving` for the cell `entering`, which it holds."""
        row = self.rows.pop(leaving)
        for cell in row:
            self.where[cell].discard(leaving)
        _scale(row, entering)
        others = [(cell, value) for cell, value in row.items() if cell != entering]
        for basic in self.where[entering]:
            _subtract(self.rows[basic], others, entering, self.where, basic)
        self.rows[entering] = row
        self.where[entering] = {entering}
        for cell, _ in others:
            self.where[cell].add(entering)

    def drop(self, cell: int) -> None:
        """Take a cell that is not basic out of every row: its value is told."""
        for basic in self.where[cell]:
            del self.rows[basic][cell]
        self.where[cell] = set()

    def drop_row(self, basic: int) -> None:
        """Forget the equation of a basic cell."""
        for cell in self.rows.pop(basic):
            self.where[cell].discard(basic)

    def _reduce(self, pending: list[Row], preference: Iterable[int]) -> None:
        # Rows are numbered while they are reduced, and named by their basic cell afterwards.
        holds: list[set[int]] = [set() for _ in self.where]
        for number, row in enumerate(pending):
            for cell in row:
                holds[cell].add(number)
        basic_of: dict[int, int] = {}
        for cell in preference:
            free = [number for number in holds[cell] if number not in basic_of]
            if not free:
                continue
            chosen = min(free, key=lambda number: (len(pending[number]), number))
            _scale(pending[chosen], cell)
            others = [(other, v) for other, v in pending[chosen].items() if other != cell]
            for number in holds[cell] - {chosen}:
                _subtract(pending[number], others, cell, holds, number)
            holds[cell] = {chosen}
            basic_of[chosen] = cell
        for number, cell in basic_of.items():
            self.rows[cell] = pending[number]
            for other in pending[number]:
                self.where[other].add(cell)


def _rows_of(matrix: Matrix) -> list[Row]:
    ends = matrix.indptr.tolist()
    cells, values = matrix.indices.tolist(), matrix.data.tolist()
    return [
        {cell: value % PRIME for cell, value in zip(cells[a:b], values[a:b], strict=True) if value}
        for a, b in pairwise(ends)
    ]


def _scale(row: Row, cell: int) -> None:
    leading = row[cell]
    if leading == 1:
        return
    inverse = pow(leading, -1, PRIME)
    for other in row:
        row[other] = row[other] * inverse % PRIME


def _subtract(
    row: Row, others: list[tuple[int, int]], cell: int, holds: list[set[int]], name: int
) -> None:
    factor = row.pop(cell)
    for other, value in others:
        left = (row.get(other, 0) - factor * value) % PRIME
        if left:
            row[other] = left
            holds[other].add(name)
        elif other in row:
            del row[other]
            holds[other].discard(name)
