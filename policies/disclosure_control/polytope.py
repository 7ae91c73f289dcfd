"""What a viewer can hold possible: all tables that agree with what it is told and knows."""

from collections.abc import Iterator

import numpy as np

from policies.disclosure_control.arrays import Flags, Real, RealMatrix, Whole
from policies.disclosure_control.connected import connected
from policies.disclosure_control.matrices import real_matrix, stacked
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import Viewer, unknown_to
from schemas.record import record


@record
class Polytope:
    """One connected part: the unknown `cells`, and rows `lowest <= matrix @ unknown <= highest`.

    `floor` is the least value of each unknown: zero, or minus infinity for a change. `values` is
    one point of the polytope, mostly the truth.
    """

    cells: Whole
    matrix: RealMatrix
    lowest: Real
    highest: Real
    floor: Real
    values: Real


def polytopes(cells: System, viewer: Viewer, *, suppressed: Flags) -> Iterator[Polytope]:
    """Yield the connected parts of what the viewer can hold possible, cells ascending in each.

    Parts share no sum and no statement, so that nothing learned in one tells of another.
    """
    unknown = np.flatnonzero(unknown_to(viewer, cells, suppressed))
    if unknown.size == 0:
        return
    rows, lowest, highest = _rows(cells, unknown)
    label, row_label = connected(rows)
    by_part = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[by_part], prepend=-1))
    row_order = np.argsort(row_label, kind="stable")
    for part in np.split(by_part, starts[1:]):
        name = label[part[0]]
        first, last = np.searchsorted(row_label[row_order], [name, name + 1])
        held = row_order[first:last]
        yield Polytope(
            cells=unknown[part],
            matrix=real_matrix(rows[held][:, part]),
            lowest=lowest[held],
            highest=highest[held],
            floor=np.where(cells.signed[unknown[part]], -np.inf, 0.0),
            values=cells.values[unknown[part]].astype(np.float64),
        )


def _rows(cells: System, unknown: Whole) -> tuple[RealMatrix, Real, Real]:
    told = cells.values.astype(np.float64)
    told[unknown] = 0.0
    needed = cells.matrix[~cells.implied]
    sums = -(needed @ told)
    said = cells.limits.matrix @ told
    rows = real_matrix(stacked([needed, cells.limits.matrix])[:, unknown])
    lowest = np.concatenate([sums, cells.limits.lowest - said])
    highest = np.concatenate([sums, cells.limits.highest - said])
    held = np.flatnonzero(np.diff(rows.indptr) > 0)
    return real_matrix(rows[held]), lowest[held], highest[held]
