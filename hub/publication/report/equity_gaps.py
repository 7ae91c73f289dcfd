"""The gap of each group of the region to the group of reference, beside the group's own line.

Of groups whose counts are told, and of no others.
"""

from collections.abc import Mapping
from typing import Any

from hub.publication.equity import GroupGap, gaps, largest_group
from hub.publication.report.line import COUNT
from hub.publication.statistics.gap import Gap
from schemas.cell import UNKNOWN


def with_gaps(table: Mapping[str, Any], measure: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table of the region by a stratum, each row with its `gap` to the reference."""
    counted = {
        row["name"]: (row["line"]["numerator"], row["line"]["denominator"])
        for row in table["rows"]
        if row["line"]["statement"] == COUNT
        and row["name"] != UNKNOWN
        and measure["counts"] != "amounts"
    }
    reference = largest_group(counted)
    found: dict[str, GroupGap] = {}
    if reference is not None:
        every = gaps(
            counted,
            reference=reference,
            events=measure["events"],
            design=measure["design_effect"],
        )
        found = {each.group: each for each in every}
    rows = [
        {**row, "gap": _gap(found.get(row["name"]), measure["direction"])} for row in table["rows"]
    ]
    return {**table, "reference": reference if len(counted) > 1 else None, "rows": rows}


def _gap(found: GroupGap | None, direction: str) -> dict[str, Any] | None:
    if found is None or found.difference is None:
        return None
    return {
        "difference": _bounds(found.difference),
        "ratio": _bounds(found.ratio) if found.ratio else None,
        "word": _word(found.difference, direction),
    }


def _bounds(gap: Gap) -> list[float]:
    return [round(each, 6) for each in (gap.value, gap.lowest, gap.highest)]


def _word(gap: Gap, direction: str) -> str:
    """A gap is one only where its whole interval lies on one side of none."""
    if gap.lowest <= 0 <= gap.highest:
        return "not told apart"
    if direction == "none":
        return "higher" if gap.value > 0 else "lower"
    return "better" if (gap.value > 0) == (direction == "increase") else "worse"
