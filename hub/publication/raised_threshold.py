"""A smallest count that was raised since an earlier release: what is out already is conceded.

No pattern of the present takes back what an earlier release told under a smaller threshold. So of
each viewer no more doubt is asked than it would have with all of the present hidden, and what was
told once and is too small now is not told again.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from hub.publication.past_tables import PastRelease, told_of
from policies.disclosure_control.audit import asked_of, failing
from policies.disclosure_control.elimination import told_whatever
from policies.disclosure_control.never_zero import betrayed
from policies.disclosure_control.pattern import PUBLISHED, SECONDARY, Pattern
from policies.disclosure_control.polytope import polytopes
from policies.disclosure_control.ranges import ranges
from policies.disclosure_control.sensitive import seen_by
from policies.disclosure_control.system import FREE, System
from policies.disclosure_control.viewer import OUTSIDER_NAME
from policies.disclosure_control.views import View


def raised_since(past: Iterable[tuple[PastRelease, System]], *, minimum: int) -> bool:
    """Tell whether an earlier release told a count that is too small now.

    `past` holds releases with the system of their counts.
    """
    return any(
        bool(np.any(told_of(each, whole) & (whole.values > 0) & (whole.values < minimum)))
        for each, whole in past
    )


def conceded(view: View) -> View:
    """Return the view with no more doubt asked than there is with all of the present hidden."""
    cells, look = view.cells, view.looks
    hidden = ~told_whatever(cells, sensitive=view.sensitive.cells)
    excused = failing(cells, [look], sensitive=view.sensitive, suppressed=hidden)[0]
    known = np.zeros(cells.size, dtype=np.bool_)
    if view.name == OUTSIDER_NAME:
        known |= betrayed(cells, [look], sensitive=view.sensitive, suppressed=hidden)[0]
    least, most = np.full(cells.size, -np.inf), np.full(cells.size, np.inf)
    needs = seen_by(replace(view.sensitive, cells=excused), look)
    for part in polytopes(cells, look, suppressed=hidden):
        wanted = asked_of(part, needs, exact=False)
        where = part.cells[wanted.positions]
        least[where], most[where] = ranges(part, wanted)
    known |= excused & (least == most)
    asked = view.sensitive
    left = replace(
        asked,
        cells=asked.cells & ~known,
        lowest=np.where(known, np.inf, np.maximum(asked.lowest, least)),
        highest=np.where(known, -np.inf, np.minimum(asked.highest, most)),
        others=np.where(excused | known, 0.0, asked.others),
    )
    return replace(view, sensitive=left)


def never_told_again(found: Pattern, cells: System, *, minimum: int) -> Pattern:
    """Return the pattern without counts under the minimum that are known from earlier releases."""
    small = (cells.place == FREE) & (cells.values > 0) & (cells.values < minimum)
    hidden = small & (found.status[: cells.size] == PUBLISHED)
    status = found.status.copy()
    status[: cells.size] = np.where(hidden, SECONDARY, status[: cells.size])
    return Pattern(status=status)
