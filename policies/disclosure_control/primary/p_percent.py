"""p% rule: the second largest contributor could tell the largest to within p percent.

Source: Hundepool et al., Statistical Disclosure Control (2012), section 4.2: a cell X is sensitive
where X - x1 - x2 < p/100 x1, for its largest contributions x1 and x2.
"""

import numpy as np

from policies.disclosure_control.arrays import Flags, Matrix, Whole
from policies.disclosure_control.primary.largest import largest
from policies.disclosure_control.sensitive import Sensitive, sensitive

RULE = "p-percent"


def p_percent(values: Whole, contributions: Matrix, *, applies: Flags, p: float) -> Sensitive:
    """Return the cells among `applies` that let one contributor tell another to within `p` percent.

    `contributions` has one row a cell and one column a contributor. The doubt asked for is the
    rule's own: p/100 x1 - (X - x1 - x2) to each side, at least one.
    """
    top = largest(contributions, count=2)
    counts = values.astype(np.float64)
    lacking = p / 100 * top[:, 0] - (counts - top[:, 0] - top[:, 1])
    close: Flags = applies & (values > 0) & (lacking > 0)
    around = np.maximum(1.0, np.ceil(lacking))
    return sensitive(
        close, lowest=np.maximum(0.0, counts - around), highest=counts + around, rule=RULE
    )
