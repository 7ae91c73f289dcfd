"""What a viewer may have brought of a change, where its own part of an earlier release is not held.

The output of an earlier run does not tell what it hid of each viewer, and a likely value stands in
(`past.py`). The viewer holds the true one: it may have brought all of a told change but one to ten
people. Every change of which that is possible is in doubt for it, whatever stands in.
"""

from collections.abc import Sequence

import numpy as np

from policies.disclosure_control.arrays import Flags, Real
from policies.disclosure_control.past import UNKNOWN, Past
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import Viewer, part_of
from policies.disclosure_control.windows import steps_of
from schemas.record import record

Span = tuple[Real, Real]


@record
class _Window:
    """What one release counted, cell by cell, and what a viewer's own part of it may be.

    `gap` flags the cells of which the viewer's own part is not held.
    """

    whole: Span
    own: Span
    gap: Flags


def may_leave_few(viewer: Viewer, cells: System, past: Sequence[Past], *, minimum: int) -> Flags:
    """Flag the changes of which the viewer may know all but fewer than `minimum` people.

    `cells` is the system of the present and of these past releases, as `with_past` makes it.
    """
    steps = steps_of(len(past))
    size = cells.size // (1 + len(past) + len(steps))
    windows = _windows(viewer, cells, past, size)
    flags = np.zeros(cells.size, dtype=np.bool_)
    for number, (earlier, later) in enumerate(steps):
        block = slice((1 + len(past) + number) * size, (2 + len(past) + number) * size)
        grows = ~cells.signed[block]
        flags[block] = _few(windows[earlier], windows[later], grows, minimum=minimum)
    return np.asarray(flags & ~viewer.knows)


def _windows(viewer: Viewer, cells: System, past: Sequence[Past], size: int) -> list[_Window]:
    """Return the windows in the order of their publication, the present one last."""
    every = np.ones(size, dtype=np.bool_)
    told = [every, *(each.values != UNKNOWN for each in past)]
    found = [_window(viewer, cells, known, number * size) for number, known in enumerate(told)]
    return [*found[1:], found[0]]


def _window(viewer: Viewer, cells: System, held: Flags, start: int) -> _Window:
    block = slice(start, start + held.size)
    unheld = np.zeros(cells.size, dtype=np.int64)
    unheld[block] = viewer.knows[block] & ~held
    gap = part_of(cells, viewer.knows, unheld)[block] > 0
    values, own = (each[block].astype(np.float64) for each in (cells.values, viewer.own))
    whole = np.where(held, values, 0.0), np.where(held, values, np.inf)
    part = np.where(gap, 0.0, own), np.where(gap, whole[1], own)
    return _Window(whole=whole, own=part, gap=gap)


def _few(earlier: _Window, later: _Window, grows: Flags, *, minimum: int) -> Flags:
    least, most = _between(earlier.whole, later.whole)
    own_least, own_most = _between(earlier.own, later.own)
    own_least = np.where(grows, np.maximum(own_least, 0.0), own_least)
    own_most = np.where(grows, np.minimum(own_most, most), own_most)
    rest_least, rest_most = least - own_most, most - own_least
    close = (rest_least < minimum) & (rest_most > -minimum)
    somebody = np.where(grows, rest_most >= 1, (rest_least < 0) | (rest_most > 0))
    return np.asarray((earlier.gap | later.gap) & (own_least < own_most) & close & somebody)


def _between(earlier: Span, later: Span) -> Span:
    return later[0] - earlier[1], later[1] - earlier[0]
