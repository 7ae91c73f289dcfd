"""One contributor too large: nobody may hold more than a share of a comparator.

Kept from Statement 6 of 1996, withdrawn in 2023, as the network's own floor.
"""

import numpy as np

from policies.disclosure_control.arrays import Flags, Matrix, Whole
from policies.disclosure_control.primary.margin import margin
from policies.disclosure_control.sensitive import Sensitive, sensitive

RULE = "largest-contributor-share"


def largest_share(
    values: Whole, contributions: Matrix, *, applies: Flags, share: float, percent: float
) -> Sensitive:
    """Return the cells among `applies` of which one contributor holds more than `share` (0 to 1).

    `contributions` has one row a cell and one column a contributor; `percent` is the doubt asked.
    """
    largest = np.asarray(contributions.max(axis=1).todense()).ravel()
    over: Flags = applies & (values > 0) & (largest > share * values)
    lowest, highest = margin(values, percent=percent)
    return sensitive(over, lowest=lowest, highest=highest, rule=RULE)
