"""What an attacker gets of a table, with protection and without; for the coordinator alone."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hub.publication.protection import ProtectedTable
from policies.disclosure_control.audit import audit
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.viewer import outsider


def attack(protected: ProtectedTable) -> list[dict[str, Any]]:
    """Return, for each suppressed cell, the range with protection and with primaries alone hidden.

    `without` is what a careless release gives away: only the small counts are hidden, and the
    totals are left to subtract from.
    """
    found = []
    for audited in protected.audited:
        cells, protection = audited.cells, audited.protection
        primary = protection.pattern.status == "primary"
        suppressed = protection.pattern.suppressed
        bare = audit(
            cells,
            [outsider(cells)],
            sensitive=audited.sensitive,
            suppressed=primary,
            exact=np.ones(1, dtype=np.bool_),
            rules=(),
        )
        for number in np.flatnonzero(suppressed):
            keys = cells.keys.row(int(number), named=True)
            found.append(
                {
                    "measure": protected.table.key,
                    "place": _place(protected.table.key, keys),
                    "counted": keys["counted"],
                    "lowest": _number(protection.audit.lowest[0, number]),
                    "highest": _number(protection.audit.highest[0, number]),
                    "without_lowest": _number(bare.lowest[0, number], cells.values[number]),
                    "without_highest": _number(bare.highest[0, number], cells.values[number]),
                }
            )
    return found


def _place(table: str, keys: Mapping[str, str]) -> str:
    told = [value for name, value in keys.items() if name != "counted" and value != TOTAL_NAME]
    return ", ".join([table, *(told or ["the region"])])


def _number(bound: float, known: int | None = None) -> int | None:
    if np.isnan(bound):
        return int(known) if known is not None else None
    return round(bound) if np.isfinite(bound) else None
