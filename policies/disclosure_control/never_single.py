"""Hide more until no sensitive cell has one value left to whoever knows that marks are no zeros."""

from collections.abc import Callable, Sequence

import numpy as np

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.never_zero import betrayed, widened
from policies.disclosure_control.pool import Pool
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
    pool: Pool | None = None,
) -> tuple[Flags, Flags]:
    """Return `suppressed` with what must join it after so many rounds at most, and what is left.

    That is what `betrayed` finds in the pattern returned. `asked` says which viewers are looked at
    where so much is hidden, `pool` holds tables found before.
    """
    wider = sensitive
    viewers = asked(suppressed)
    found = betrayed(cells, viewers, sensitive=sensitive, suppressed=suppressed, pool=pool)
    for _ in range(rounds):
        if not found.any():
            break
        wider = widened(wider, np.asarray(found.any(axis=0)))
        suppressed = repair(cells, viewers, sensitive=wider, suppressed=suppressed, pool=None)
        viewers = asked(suppressed)
        found = betrayed(cells, viewers, sensitive=sensitive, suppressed=suppressed, pool=pool)
    return suppressed, found
