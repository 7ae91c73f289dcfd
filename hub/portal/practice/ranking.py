"""In which order a practice reads its measures: first where most patients could gain."""

from collections.abc import Mapping, Sequence
from typing import Any


def by_what_can_be_won(measures: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the measures: the worse ones first, then by how many patients could gain."""
    return sorted(measures, key=_place)


def _place(measure: Mapping[str, Any]) -> tuple[int, int]:
    standing = measure["standing"]
    if standing is None:
        return (2, 0)
    return (0 if standing["word"] == "worse" else 1, -(standing["opportunity"] or 0))
