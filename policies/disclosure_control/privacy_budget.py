"""The privacy budget: what noisy releases of a year may cost a person, all together.

The costs of releases add up, whoever made them (basic composition); with as few releases a year
as there are here, finer accountants gain nothing. Costs are whole thousandths of ε, so that sums
are exact. Source: Dwork and Roth (2014), theorem 3.16.
"""

from collections.abc import Sequence

from schemas.record import record

THOUSANDTHS = 1_000


@record
class Afforded:
    """Whether a release may be made, what would be left, and why not."""

    may: bool
    left: int
    reason: str


def afforded(asked: int, *, spent: Sequence[int], limit: int) -> Afforded:
    """Return whether `asked` may be spent beside what is `spent` of a year; all in thousandths."""
    left = limit - sum(spent)
    if asked <= 0:
        return Afforded(may=False, left=left, reason="a noisy release costs more than nothing")
    if asked > left:
        return Afforded(
            may=False, left=left, reason="the privacy budget of the year would be overspent"
        )
    return Afforded(may=True, left=left - asked, reason="")
