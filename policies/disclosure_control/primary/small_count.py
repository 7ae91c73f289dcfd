"""CMS cell size suppression policy: no count of one to ten people is shown or can be derived."""

import numpy as np

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.sensitive import Sensitive, small

RULE = "minimum-cell-size"


def small_count(values: Whole, *, minimum: int, zeros_shown: bool = True) -> Sensitive:
    """Return the cells of 1 to `minimum` - 1 people, whatever they count: met, not met, excluded.

    Zero may be shown unless `zeros_shown` is off (then a group in which nobody or everybody has a
    trait is protected too). A change between releases is small by its size, rise or fall. The
    doubt asked for reaches from nobody to `minimum`, a viewer's own people apart.
    Source: ResDAC article 1506.
    """
    size = np.abs(values)
    counts: Flags = (size < minimum) & ((size > 0) | np.bool_(not zeros_shown))
    return small(counts, values, minimum=minimum, rule=RULE)
