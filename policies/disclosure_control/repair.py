"""Repair: hide the cells of a cheapest circuit for every doubt that is not seen to be wide."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.audit import unreached
from policies.disclosure_control.circuit import Change, Circuits, blocks
from policies.disclosure_control.elimination import told_whatever
from policies.disclosure_control.matrices import real_matrix
from policies.disclosure_control.pool import SLACK, Pool
from policies.disclosure_control.sensitive import Sensitive, seen_by
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import OUTSIDER_NAME, Viewer, unknown_to
from policies.disclosure_control.witnesses import pieces
from schemas.record import record

# A circuit is sought among so many cells first: most are short, and the program is soon solved.
_PIECE = 2500


def repair(
    cells: System,
    viewers: Sequence[Viewer],
    *,
    sensitive: Sensitive,
    suppressed: Flags,
    pool: Pool | None,
) -> Flags:
    """Return `suppressed` and what must join it so that no viewer finds a range too narrow.

    One flag a cell; other tables found on the way are left in a `pool`, where there is one. To hide
    more never narrows a range, so that every leak is repaired once. Where no circuit exists (past
    publications give the cell away) the leak stays for the audit.
    """
    for batch in _batches(viewers):
        before = suppressed
        low, high = unreached(cells, batch, sensitive=sensitive, suppressed=suppressed, pool=pool)
        for viewer, *ends in zip(batch, low, high, strict=True):
            leaks = np.logical_or(*ends)
            if leaks.any() and suppressed is not before:
                mine = replace(sensitive, cells=leaks)
                found = unreached(cells, [viewer], sensitive=mine, suppressed=suppressed, pool=pool)
                ends = [found[0][0], found[1][0]]
            if np.any(ends):
                suppressed = _repaired(
                    cells, viewer, ends, sensitive=sensitive, suppressed=suppressed, pool=pool
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
    cells: System,
    viewer: Viewer,
    ends: Sequence[Flags],
    *,
    sensitive: Sensitive,
    suppressed: Flags,
    pool: Pool | None,
) -> Flags:
    needs = seen_by(sensitive, viewer)
    movable = ~viewer.knows & ~told_whatever(cells, sensitive=sensitive.cells)
    low, high = ends
    leaks = np.flatnonzero(low | high)
    grown = suppressed.copy()
    for near in _neighbourhoods(cells, movable=movable, leaks=leaks):
        hidden = unknown_to(viewer, cells, grown)
        circuits = Circuits(cells, near.cells, hidden=hidden, watched=needs.cells)
        for cell in near.leaks.tolist():
            wanted = [(high, needs.highest[cell]), (low, needs.lowest[cell])]
            for open_end, towards in wanted:
                changed = circuits.cheapest(cell, towards=towards) if open_end[cell] else None
                if changed is None:
                    continue
                if pool is not None:
                    pool.add(changed.cells, changed.by)
                _settle(needs, cells.values, changed, low=low, high=high)
                seen = changed.cells[~unknown_to(viewer, cells, grown)[changed.cells]]
                if seen.size:
                    grown[seen] = True
                    circuits.hide(unknown_to(viewer, cells, grown))
    return grown


def _settle(needs: Sensitive, values: Whole, changed: Change, *, low: Flags, high: Flags) -> None:
    # One other table answers for every cell that it brings as far as asked.
    where = changed.cells
    reached = values[where] + changed.by
    low[where[reached <= needs.lowest[where] + SLACK]] = False
    high[where[reached >= needs.highest[where] - SLACK]] = False


@record
class _Near:
    """Leaking cells and the cells near them, among which a circuit is sought."""

    cells: Whole
    leaks: Whole


def _neighbourhoods(cells: System, *, movable: Flags, leaks: Whole) -> Iterator[_Near]:
    """Yield pieces of each block that leaks, and then the whole of it for what is left."""
    number = blocks(cells, movable=movable)
    needed = cells.matrix[~cells.implied]
    for block in np.unique(number[leaks]):
        held = np.flatnonzero(number == block)
        mine = leaks[number[leaks] == block]
        for piece in pieces(real_matrix(needed[:, held]), size=_PIECE):
            yield _Near(cells=held[piece], leaks=mine[np.isin(mine, held[piece])])
