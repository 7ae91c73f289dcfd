"""What an attacker gets of a table, with protection and without; for the coordinator alone."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hub.publication.protection import ProtectedGroup
from hub.publication.rate_lines import PLACE
from policies.disclosure_control.arrays import Flags, Real
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.polytope import polytopes
from policies.disclosure_control.ranges import Asked, ranges
from policies.disclosure_control.system import NEVER_SHOWN, System
from policies.disclosure_control.viewer import outsider


def attack(protected: ProtectedGroup) -> list[dict[str, Any]]:
    """Return, for each suppressed cell, the range with protection and with primaries alone hidden.

    `without` is what a careless release gives away: only the small counts are hidden, and the
    totals are left to subtract from.
    """
    outside = protected.protected.views[0]
    size = protected.cells.size
    status = protected.protected.pattern.status
    suppressed = protected.protected.pattern.suppressed
    wanted = np.flatnonzero(suppressed[:size])
    low, high = _ranges(outside.cells, suppressed, wanted)
    bare_low, bare_high = _ranges(protected.cells, (status == "primary")[:size], wanted)
    keys = protected.cells.keys
    return [
        {
            "measure": protected.group.key,
            "place": _place(keys.row(number, named=True)),
            "counted": keys["counted"][number],
            "lowest": _number(low[at]),
            "highest": _number(high[at]),
            "without_lowest": _number(bare_low[at], int(protected.cells.values[number])),
            "without_highest": _number(bare_high[at], int(protected.cells.values[number])),
        }
        for at, number in enumerate(wanted.tolist())
    ]


def _ranges(cells: System, suppressed: Flags, wanted: np.ndarray) -> tuple[Real, Real]:
    """Return the least and greatest value that an outsider can hold possible of each cell.

    Not a number where the cell is told.
    """
    lowest, highest = np.full(cells.size, np.nan), np.full(cells.size, np.nan)
    asked: Flags = np.zeros(cells.size, dtype=np.bool_)
    asked[wanted] = True
    hidden = suppressed | (cells.place == NEVER_SHOWN)
    for part in polytopes(cells, outsider(cells), suppressed=hidden):
        positions = np.flatnonzero(asked[part.cells])
        if positions.size:
            ends = np.zeros(positions.size)
            question = Asked(positions=positions, lowest=ends, highest=ends, exact=True)
            lowest[part.cells[positions]], highest[part.cells[positions]] = ranges(part, question)
    return lowest[wanted], highest[wanted]


def _place(keys: Mapping[str, str]) -> str:
    told = [keys[name] for name in PLACE if keys[name] != TOTAL_NAME]
    return ", ".join(told or ["the region"])


def _number(bound: float, known: int | None = None) -> int | None:
    if np.isnan(bound):
        return known
    return round(bound) if np.isfinite(bound) else None
