"""Repair: hide the cells of a cheapest circuit for every cell that the audit finds leaking."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.audit import failing
from policies.disclosure_control.certificate import Pool
from policies.disclosure_control.circuit import Circuits, blocks
from policies.disclosure_control.elimination import told_whatever
from policies.disclosure_control.sensitive import Sensitive, seen_by
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import OUTSIDER_NAME, Viewer, unknown_to


def repair(
    cells: System,
    viewers: Sequence[Viewer],
    *,
    sensitive: Sensitive,
    suppressed: Flags,
    pool: Pool | None,
) -> Flags:
    """Return `suppressed` and what must join it so that no viewer finds a range too narrow.

    One flag a cell; certificates found on the way are left in a `pool`, where there is one. To hide
    more never narrows a range, so that every leak is repaired once. Where no circuit exists (past
    publications give the cell away) the leak stays for the audit.
    """
    for batch in _batches(viewers):
        leaks = failing(cells, batch, sensitive=sensitive, suppressed=suppressed, pool=pool)
        before = suppressed
        for viewer, found in zip(batch, leaks, strict=True):
            left = found
            if found.any() and suppressed is not before:
                mine = replace(sensitive, cells=found)
                left = failing(cells, [viewer], sensitive=mine, suppressed=suppressed, pool=pool)[0]
            if left.any():
                suppressed = _repaired(
                    cells, viewer, np.flatnonzero(left), sensitive=sensitive, suppressed=suppressed
                )
    return suppressed


def _batches(viewers: Sequence[Viewer]) -> Iterator[list[Viewer]]:
    # What is hidden for one viewer mostly helps the next: those who know most go first, the many
    # who know little are asked together when most is repaired.
    waiting = sorted(
        viewers, key=lambda viewer: (viewer.name != OUTSIDER_NAME, -viewer.knows.sum())
    )
    size = 1
    while waiting:
        yield waiting[:size]
        waiting = waiting[size:]
        size *= 2


def _repaired(
    cells: System, viewer: Viewer, leaks: Whole, *, sensitive: Sensitive, suppressed: Flags
) -> Flags:
    needs = seen_by(sensitive, viewer)
    movable = ~viewer.knows & ~told_whatever(cells, sensitive=sensitive.cells)
    number = blocks(cells, movable=movable)
    grown = suppressed.copy()
    for block in np.unique(number[leaks]):
        circuits = Circuits(
            cells,
            np.flatnonzero(number == block),
            hidden=unknown_to(viewer, cells, grown),
            watched=needs.cells,
        )
        for cell in leaks[number[leaks] == block].tolist():
            for towards in (needs.highest[cell], needs.lowest[cell]):
                changed = circuits.cheapest(cell, towards=float(towards))
                if changed is None:
                    continue
                seen = changed.cells[~unknown_to(viewer, cells, grown)[changed.cells]]
                if seen.size:
                    grown[seen] = True
                    circuits.hide(unknown_to(viewer, cells, grown))
    return grown
