"""Secondary suppression: publish cell by cell, unless linear algebra would then give one away.

A sensitive cell can be worked out from what is told exactly where its column of the matrix is
independent of the columns of the other cells that are not told. The pass keeps the equations
solved for the cells that are told last (gauss.Tableau), so that telling a cell is to take its
column away, and a sensitive cell is given away where its row would hold nothing but itself.
Method: GaussSuppression (Langsrud 2024), here on the equations instead of the inner cells.
"""

import numpy as np

from policies.disclosure_control.arrays import Flags, Matrix
from policies.disclosure_control.gauss import Tableau
from policies.disclosure_control.matrices import columns_of
from policies.disclosure_control.order import publication_order
from policies.disclosure_control.system import ALREADY_OUT, FREE, NEVER_SHOWN, System
from policies.disclosure_control.viewer import Viewer, unknown_to


def eliminate(cells: System, viewer: Viewer, *, sensitive: Flags, suppressed: Flags) -> Flags:
    """Return `suppressed` and the cells that must join it, so that no linear algebra helps.

    One flag a cell. Of the cells that are not suppressed yet, one stays published only where the
    viewer cannot derive a sensitive cell that it does not know by adding and subtracting. Cells
    that are out already or zero stay published whatever they give away: the audit tells.
    """
    fixed = told_whatever(cells, sensitive=sensitive)
    open_cells = unknown_to(viewer, cells, suppressed) | ~(suppressed | fixed | viewer.knows)
    columns = np.flatnonzero(open_cells)
    choices = open_cells & ~suppressed & (cells.place != NEVER_SHOWN)
    local = np.full(cells.size, -1, dtype=np.int64)
    local[columns] = np.arange(columns.size)
    order = publication_order(cells)
    candidates = local[order[choices[order]]].tolist()
    matrix = columns_of(cells.matrix, columns)
    secondary = _publish(
        Tableau(matrix, _preference(matrix, columns.size, candidates)),
        candidates=candidates,
        sensitive=set(np.flatnonzero(sensitive[columns]).tolist()),
    )
    grown = suppressed.copy()
    grown[columns[secondary]] = True
    return grown


def told_whatever(cells: System, *, sensitive: Flags) -> Flags:
    """Return the cells that are never suppressed: out already, or zeros that reveal nobody."""
    zeros = (cells.place == FREE) & (cells.values == 0) & ~sensitive
    return np.asarray((cells.place == ALREADY_OUT) | zeros)


def _preference(matrix: Matrix, size: int, candidates: list[int]) -> list[int]:
    # Cells that are never told come first, those in few sums before others (less fill-in).
    choice = set(candidates)
    sums = np.bincount(matrix.indices, minlength=size)
    rest = [cell for cell in np.argsort(sums, kind="stable").tolist() if cell not in choice]
    return rest + candidates[::-1]


def _publish(tableau: Tableau, *, candidates: list[int], sensitive: set[int]) -> list[int]:
    wanted = sensitive | set(candidates)
    for basic in [basic for basic in tableau.rows if basic not in wanted]:
        tableau.drop_row(basic)
    secondary = []
    for cell in candidates:
        if cell in tableau.rows and not _made_free(tableau, cell):
            continue
        if any(len(tableau.rows[b]) == 2 for b in tableau.where[cell] if b in sensitive):
            secondary.append(cell)
        else:
            tableau.drop(cell)
    return secondary


def _made_free(tableau: Tableau, cell: int) -> bool:
    """Make the cell not basic; false where the others give it away already, so it may be told."""
    others = [other for other in tableau.rows[cell] if other != cell]
    if not others:
        tableau.drop_row(cell)
        return False
    tableau.pivot(cell, min(others, key=lambda other: (len(tableau.where[other]), other)))
    return True
