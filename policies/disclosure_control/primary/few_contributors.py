"""Too few contributors: a comparator stands on at least so many of them.

Kept from Statement 6 of 1996, withdrawn in 2023, as the network's own floor.
"""

import numpy as np

from policies.disclosure_control.arrays import Flags, Matrix, Whole
from policies.disclosure_control.primary.margin import margin
from policies.disclosure_control.sensitive import Sensitive, sensitive

RULE = "minimum-contributors"


def few_contributors(
    values: Whole, contributions: Matrix, *, applies: Flags, minimum: int, percent: float
) -> Sensitive:
    """Return the cells among `applies`, zero apart, to which fewer than `minimum` contribute.

    `contributions` has one row a cell and one column a contributor; `percent` is the doubt asked.
    """
    counted = np.diff(contributions.indptr)
    few: Flags = applies & (values > 0) & (counted < minimum)
    lowest, highest = margin(values, percent=percent)
    return sensitive(few, lowest=lowest, highest=highest, rule=RULE)
