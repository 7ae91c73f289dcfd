"""Repair: hide the cells of a cheapest circuit for every cell that the audit finds leaking."""

from collections.abc import Sequence

import numpy as np

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.audit import failing
from policies.disclosure_control.circuit import Circuits, blocks
from policies.disclosure_control.elimination import told_whatever
from policies.disclosure_control.sensitive import Sensitive, seen_by
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import Viewer, unknown_to


def repair(
    cells: System, viewers: Sequence[Viewer], *, sensitive: Sensitive, suppressed: Flags
) -> Flags:
    """Return `suppressed` and what must join it so that no viewer finds a range too narrow.

    One flag a cell. To hide more never narrows a range, so that every leak is repaired once.
    Where no circuit exists (past publications give the cell away) the leak stays for the audit.
    """
    leaks = failing(cells, viewers, sensitive=sensitive, suppressed=suppressed)
    for viewer, found in zip(viewers, leaks, strict=True):
        if found.any():
            suppressed = _repaired(
                cells, viewer, np.flatnonzero(found), sensitive=sensitive, suppressed=suppressed
            )
    return suppressed


def _repaired(
    cells: System, viewer: Viewer, leaks: Whole, *, sensitive: Sensitive, suppressed: Flags
) -> Flags:
    needs = seen_by(sensitive, viewer)
    movable = ~viewer.knows & ~told_whatever(cells, sensitive=sensitive.cells)
    number = blocks(cells, movable=movable)
    grown = suppressed.copy()
    for block in np.unique(number[leaks]):
        circuits = Circuits(
            cells, np.flatnonzero(number == block), hidden=unknown_to(viewer, cells, grown)
        )
        for cell in leaks[number[leaks] == block].tolist():
            for towards in (needs.highest[cell], needs.lowest[cell]):
                changed = circuits.cheapest(cell, towards=float(towards))
                if changed is None:
                    continue
                seen = changed[~unknown_to(viewer, cells, grown)[changed]]
                if seen.size:
                    grown[seen] = True
                    circuits.hide(unknown_to(viewer, cells, grown))
    return grown
