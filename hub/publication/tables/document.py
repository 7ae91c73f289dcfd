"""The analyst's document of a protected table: every cell, its status, what is left in doubt."""

from typing import Any

import numpy as np

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.audit import narrowest
from policies.disclosure_control.pattern import PRIMARY, PUBLISHED, SECONDARY
from policies.disclosure_control.protect import Protection
from policies.disclosure_control.system import System
from policies.disclosure_control.windows import PRESENT, WINDOW

COUNT = "count"


def document(
    cells: System, protection: Protection, *, unnamed: frozenset[str], with_audit: bool
) -> dict[str, Any]:
    """Return the cells and the summary, and with `with_audit` the audit record.

    `interval` is the narrowest over all viewers and `viewer` whose it is; a value is given only
    where it is published. `unnamed` columns are those that no table shows. Not for publication.
    """
    found: dict[str, Any] = {
        "cells": _cells(cells, protection, unnamed),
        "summary": _summary(cells, protection),
    }
    if with_audit:
        found["audit"] = _audit(cells, protection)
    return found


def _cells(cells: System, protection: Protection, unnamed: frozenset[str]) -> list[dict[str, Any]]:
    lowest, highest, whose = narrowest(protection.audit)
    status = protection.pattern.status
    shown = np.flatnonzero(_listed(cells))
    keys = cells.keys.drop(WINDOW, *unnamed, strict=False)
    rows = keys[shown].to_dicts()
    listed = []
    for number, by in zip(shown.tolist(), rows, strict=True):
        told = status[number] == PUBLISHED
        value = int(cells.values[number])
        listed.append(
            {
                "by": {name: node for name, node in by.items() if name != COUNT},
                "count": by[COUNT],
                "status": str(status[number]),
                "value": value if told else None,
                "interval": [value, value] if told else _interval(lowest[number], highest[number]),
                "viewer": None if told or not whose[number] else whose[number],
            }
        )
    return listed


def _summary(cells: System, protection: Protection) -> dict[str, Any]:
    status = protection.pattern.status[_listed(cells)]
    sizes = {name: int((status == name).sum()) for name in (PUBLISHED, PRIMARY, SECONDARY)}
    return {
        "cells": int(status.size),
        **sizes,
        "viewers": list(protection.audit.viewers),
        "intervals": "exact" if protection.audit.exact.any() else "at least",
        "leaks": _leaks(cells, protection),
        "rules": dict(protection.audit.rules),
        "system": protection.audit.system,
    }


def _leaks(cells: System, protection: Protection) -> list[dict[str, Any]]:
    audit = protection.audit
    # What a viewer is told is no range.
    told = np.where(audit.unknown, np.nan, cells.values)
    lowest = np.where(audit.unknown, audit.lowest, told)
    highest = np.where(audit.unknown, audit.highest, told)
    return [
        {
            **cells.keys.row(int(cell), named=True),
            "viewer": audit.viewers[int(viewer)],
            "interval": _interval(lowest[viewer, cell], highest[viewer, cell]),
        }
        for viewer, cell in zip(*np.nonzero(protection.leaks), strict=True)
    ]


def _audit(cells: System, protection: Protection) -> dict[str, Any]:
    audit = protection.audit
    listed = _listed(cells)
    ranges = [
        {
            "viewer": name,
            "exact": bool(audit.exact[number]),
            "intervals": [
                {
                    **cells.keys.row(int(cell), named=True),
                    "interval": _interval(audit.lowest[number, cell], audit.highest[number, cell]),
                }
                for cell in np.flatnonzero(listed & audit.unknown[number])
                if not np.isnan(audit.lowest[number, cell])
            ],
        }
        for number, name in enumerate(audit.viewers)
    ]
    return {"system": audit.system, "rules": dict(audit.rules), "viewers": ranges}


def _listed(cells: System) -> Flags:
    if WINDOW in cells.keys.columns:
        return np.asarray(cells.shown & (cells.keys[WINDOW] == PRESENT).to_numpy())
    return cells.shown


def _interval(lowest: float, highest: float) -> list[int | None]:
    ends = (lowest, highest)
    return [int(end) if np.isfinite(end) else None for end in ends]
