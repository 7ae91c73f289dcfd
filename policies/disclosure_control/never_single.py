"""Hide more until no sensitive cell has one value left to whoever knows that marks are no zeros."""

from collections.abc import Callable, Sequence

import numpy as np

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.never_zero import betrayed, widened
from policies.disclosure_control.repair import repair
from policies.disclosure_control.sensitive import Sensitive
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import Viewer


def never_single(
    cells: System,
    asked: Callable[[Flags], Sequence[Viewer]],
    *,
    sensitive: Sensitive,
    suppressed: Flags,
    rounds: int,
) -> Flags:
    """Return `suppressed` and what must join it, after so many rounds at most.

    `asked` says which viewers are looked at where so much is hidden. Whether it was enough is for
    the audit to say.
    """
    wider = sensitive
    for _ in range(rounds):
        viewers = asked(suppressed)
        found = betrayed(cells, viewers, sensitive=sensitive, suppressed=suppressed)
        if not found.any():
            break
        wider = widened(wider, np.asarray(found.any(axis=0)))
        suppressed = repair(cells, viewers, sensitive=wider, suppressed=suppressed, pool=None)
    return suppressed
