"""Sensitive cells: what must not be worked out, and how wide the doubt about it must stay."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from policies.disclosure_control.arrays import Flags, Real, Whole, Words
from policies.disclosure_control.viewer import Viewer
from schemas.record import record

# The rule of past cells of which nobody, we neither, can be sure that they were small.
MAY_BE_SMALL = "may-have-been-small"


@record
class Sensitive:
    """The primary cells, by one flag a cell.

    A viewer must hold every value from `lowest` to `highest` possible (as far as fractions go):
    the least possible value is at most `lowest` and the greatest at least `highest`. So many as
    `others` must seem possible besides the people whom the viewer itself handed in; below zero
    where a count fell and so many fewer must. `rule` names the first rule that made the cell
    sensitive, and is empty elsewhere.
    """

    cells: Flags
    lowest: Real
    highest: Real
    others: Real
    rule: Words


def sensitive(
    cells: Flags, *, lowest: Real, highest: Real, rule: str, others: Real | float = 0.0
) -> Sensitive:
    """Return the cells flagged by one rule with the doubt that it asks for."""
    return Sensitive(
        cells=cells,
        lowest=np.where(cells, lowest, np.inf),
        highest=np.where(cells, highest, -np.inf),
        others=np.where(cells, others, 0.0),
        rule=np.where(cells, rule, ""),
    )


def small(cells: Flags, values: Whole, *, minimum: int, rule: str) -> Sensitive:
    """Return the cells flagged as small, in doubt from nobody to `minimum`, own people apart.

    Where a value fell, the doubt reaches as far down.
    """
    falls = values < 0
    return sensitive(
        cells,
        lowest=np.where(falls, -float(minimum), 0.0),
        highest=np.where(falls, 0.0, float(minimum)),
        others=np.where(falls, -float(minimum), float(minimum)),
        rule=rule,
    )


def together(found: Sequence[Sensitive]) -> Sensitive:
    """Return what any rule finds sensitive, with the widest doubt that any of them asks for."""
    first, *others = found
    cells, lowest, highest, rule = first.cells, first.lowest, first.highest, first.rule
    besides = first.others
    for other in others:
        besides = np.where(np.abs(other.others) > np.abs(besides), other.others, besides)
        cells = cells | other.cells
        lowest = np.minimum(lowest, other.lowest)
        highest = np.maximum(highest, other.highest)
        rule = np.where(rule == "", other.rule, rule)
    return Sensitive(cells=cells, lowest=lowest, highest=highest, others=besides, rule=rule)


def only(found: Sensitive, among: Flags) -> Sensitive:
    """Return what is sensitive among these cells."""
    kept = found.cells & among
    return Sensitive(
        cells=kept,
        lowest=np.where(kept, found.lowest, np.inf),
        highest=np.where(kept, found.highest, -np.inf),
        others=np.where(kept, found.others, 0.0),
        rule=np.where(kept, found.rule, ""),
    )


def seen_by(found: Sensitive, viewer: Viewer) -> Sensitive:
    """Return what must be in doubt for one viewer: not what it knows, nor its own people."""
    cells = found.cells & ~viewer.knows
    own = viewer.own.astype(np.float64)
    fell = found.others < 0
    besides = own + found.others
    raised = np.where(own != 0, np.maximum(found.lowest, own), found.lowest)
    lowest = np.where(fell, besides, raised)
    highest = np.where(fell, own, np.maximum(found.highest, besides))
    if viewer.rest is not None:
        few = (viewer.rest[0] <= viewer.rest[1]) & ~viewer.knows
        lowest = np.where(few, np.minimum(np.where(cells, lowest, np.inf), viewer.rest[0]), lowest)
        highest = np.where(
            few, np.maximum(np.where(cells, highest, -np.inf), viewer.rest[1]), highest
        )
        cells = cells | few
    if viewer.conceded is not None:
        lowest = np.maximum(lowest, viewer.conceded[0])
        highest = np.minimum(highest, viewer.conceded[1])
    return replace(
        found,
        cells=cells,
        lowest=np.where(cells, lowest, np.inf),
        highest=np.where(cells, highest, -np.inf),
    )
