"""What earlier releases left of a viewer's doubt: no pattern of the present gives it back.

With all of the present hidden a viewer may already know a past cell too well: because an earlier
release told it, or only because we no longer hold what it hid and a likely value stands in for
what the viewer knows of its own. Then so much doubt as was left must stay, and no more is asked.
Of an outsider all is asked, except about past cells that only may have been small. The hub's own
releases keep their counts sealed (`views.py`), so that there nothing stands in and nothing is
conceded.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from policies.disclosure_control.audit import asked_of, failing
from policies.disclosure_control.elimination import told_whatever
from policies.disclosure_control.never_zero import betrayed
from policies.disclosure_control.polytope import polytopes
from policies.disclosure_control.ranges import ranges
from policies.disclosure_control.sensitive import MAY_BE_SMALL, Sensitive, seen_by
from policies.disclosure_control.system import ALREADY_OUT, System
from policies.disclosure_control.viewer import OUTSIDER_NAME, Viewer


def conceding(cells: System, viewers: Sequence[Viewer], *, sensitive: Sensitive) -> list[Viewer]:
    """Return the viewers, each with the ranges that earlier releases leave it where too narrow."""
    if not bool(np.any(cells.place == ALREADY_OUT)):
        return list(viewers)
    perhaps = replace(sensitive, cells=sensitive.cells & (sensitive.rule == MAY_BE_SMALL))
    hidden = ~told_whatever(cells, sensitive=sensitive.cells)
    found = []
    for each in viewers:
        asked = perhaps if each.name == OUTSIDER_NAME else sensitive
        excused = seen_by(asked, each).cells
        single = betrayed(cells, [each], sensitive=asked, suppressed=hidden)[0]
        viewer = replace(each, single=single)
        if excused.any():
            excused = failing(cells, [viewer], sensitive=asked, suppressed=hidden)[0]
        if not excused.any():
            found.append(viewer)
            continue
        least, most = np.full(cells.size, -np.inf), np.full(cells.size, np.inf)
        needs = seen_by(replace(sensitive, cells=excused), viewer)
        for part in polytopes(cells, viewer, suppressed=hidden):
            wanted = asked_of(part, needs, exact=False)
            where = part.cells[wanted.positions]
            least[where], most[where] = ranges(part, wanted)
        found.append(replace(viewer, conceded=(least, most)))
    return found
