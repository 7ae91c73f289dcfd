"""What is left of a change when a viewer takes its own part away: no fewer than few people either.

Where counts only grew, what is left is the sum of the others' parts; each of them is small where
the sum is, a cell of the system, and protected. Where some grew and others fell, large parts may
leave a small sum: then the change itself must be in doubt for this viewer. Where the one has made
up for the other it must too: that nothing has changed is not taken as known there. And where the
viewer's own part is not held it must be whatever stands in for it (`unheld.py`).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.past import Past
from policies.disclosure_control.system import ALREADY_OUT, NEVER_SHOWN, System
from policies.disclosure_control.unheld import Span, may_leave_few
from policies.disclosure_control.viewer import Viewer
from policies.disclosure_control.windows import is_change


def with_remainders(
    viewers: Sequence[Viewer], cells: System, past: Sequence[Past], *, minimum: int
) -> tuple[System, list[Viewer]]:
    """Return the system, and the viewers with the ranges that changes must seem possible in.

    `cells` is the system of the present and of these past releases.
    """
    mixed = is_change(cells) & cells.signed
    found, made_up = [], np.zeros(cells.size, dtype=np.bool_)
    for viewer in viewers:
        rest = cells.values - viewer.own
        few = mixed & (viewer.own != 0) & ~viewer.knows & (rest != 0) & (np.abs(rest) < minimum)
        perhaps = may_leave_few(viewer, cells, past, minimum=minimum)
        lowest, highest = _either(
            _surely(viewer, cells, few, minimum=minimum),
            _perhaps(viewer, cells, perhaps, minimum=minimum),
        )
        asked = few | perhaps
        found.append(replace(viewer, rest=(lowest, highest)) if asked.any() else viewer)
        made_up |= asked & (cells.place == ALREADY_OUT)
    return replace(cells, place=np.where(made_up, NEVER_SHOWN, cells.place)), found


def _surely(viewer: Viewer, cells: System, few: Flags, *, minimum: int) -> Span:
    own, falls = viewer.own.astype(np.float64), cells.values < viewer.own
    lowest = np.where(few, np.where(falls, own - minimum, own), np.inf)
    return lowest, np.where(few, np.where(falls, own, own + minimum), -np.inf)


def _perhaps(viewer: Viewer, cells: System, few: Flags, *, minimum: int) -> Span:
    """Return ranges as wide as what is left may ask for: it may be any small number of people."""
    about, most = cells.values.astype(np.float64), float(minimum - 1)
    least = np.where(cells.signed, about - most, np.maximum(about - most, viewer.own))
    return np.where(few, least, np.inf), np.where(few, about + most, -np.inf)


def _either(one: Span, other: Span) -> Span:
    return np.minimum(one[0], other[0]), np.maximum(one[1], other[1])
