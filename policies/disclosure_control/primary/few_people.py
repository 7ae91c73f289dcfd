"""Few people behind a count: visits, stays, episodes and amounts are as telling as who had them.

CMS cell size suppression policy counts people: eleven visits of two people tell of two people.
Source: ResDAC article 1506, on cells of one to ten "beneficiaries".
"""

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.sensitive import Sensitive, small

RULE = "few-people-behind"


def few_people(values: Whole, people: Whole, *, minimum: int) -> Sensitive:
    """Return the cells, nought apart, behind which stand fewer than `minimum` people.

    `people` are those of each cell; where they cannot be told, as of a change between releases,
    it is the least number that they may be. The doubt asked for is that of a small count: that
    nothing happened to anybody, and that it happened to `minimum` people, once each.
    """
    few: Flags = (values != 0) & (people < minimum)
    return small(few, values, minimum=minimum, rule=RULE)
