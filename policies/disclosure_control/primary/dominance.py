"""(n,k) rule: the n largest contributors hold more than k percent of the cell.

Source: Hundepool et al., Statistical Disclosure Control (2012), section 4.2.
"""

from policies.disclosure_control.arrays import Flags, Matrix, Whole
from policies.disclosure_control.primary.largest import largest
from policies.disclosure_control.primary.margin import margin
from policies.disclosure_control.sensitive import Sensitive, sensitive

RULE = "dominance"


def dominance(
    values: Whole, contributions: Matrix, *, applies: Flags, n: int, k: float, percent: float
) -> Sensitive:
    """Return the cells among `applies` of which the `n` largest contributors hold over `k` percent.

    `contributions` has one row a cell and one column a contributor; `percent` is the doubt asked.
    """
    top = largest(contributions, count=n).sum(axis=1)
    dominated: Flags = applies & (values > 0) & (top > k / 100 * values)
    lowest, highest = margin(values, percent=percent)
    return sensitive(dominated, lowest=lowest, highest=highest, rule=RULE)
