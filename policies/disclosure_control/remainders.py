"""What is left of a change when a viewer takes its own part away: no fewer than few people either.

Where counts only grew, what is left is the sum of the others' parts; each of them is small where
the sum is, a cell of the system, and protected. Where some grew and others fell, large parts may
leave a small sum: then the change itself must be in doubt for this viewer. Where the one has made
up for the other it must too: that nothing has changed is not taken as known there.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from policies.disclosure_control.system import ALREADY_OUT, NEVER_SHOWN, System
from policies.disclosure_control.viewer import Viewer
from policies.disclosure_control.windows import is_change


def with_remainders(
    viewers: Sequence[Viewer], cells: System, *, minimum: int
) -> tuple[System, list[Viewer]]:
    """Return the system, and the viewers with the ranges that changes must seem possible in.

    As far as its own part is known to us: a part that an earlier release hid is a likely one.
    """
    mixed = is_change(cells) & cells.signed
    found, made_up = [], np.zeros(cells.size, dtype=np.bool_)
    for viewer in viewers:
        rest = cells.values - viewer.own
        few = mixed & (viewer.own != 0) & ~viewer.knows & (rest != 0) & (np.abs(rest) < minimum)
        own, falls = viewer.own.astype(np.float64), rest < 0
        lowest = np.where(few, np.where(falls, own - minimum, own), np.inf)
        highest = np.where(few, np.where(falls, own, own + minimum), -np.inf)
        found.append(replace(viewer, rest=(lowest, highest)) if few.any() else viewer)
        made_up |= few & (cells.place == ALREADY_OUT)
    return replace(cells, place=np.where(made_up, NEVER_SHOWN, cells.place)), found
