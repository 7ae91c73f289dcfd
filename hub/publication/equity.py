"""Equity: how far the rate of each group of patients lies from that of the group of reference."""

from collections.abc import Mapping, Sequence
from functools import partial

from hub.publication.statistics import rate_gap
from hub.publication.statistics.byar import byar
from hub.publication.statistics.clustered import clustered
from hub.publication.statistics.gap import Gap, difference, ratio
from schemas.record import record


@record
class GroupGap:
    """One group beside the group of reference: its rate, its difference and its ratio to it.

    `lowest` and `highest` are the 95 % limits of the rate. None where a group is empty, or where
    the rate of reference is zero and there is no ratio.
    """

    group: str
    met: int
    total: int
    rate: float | None
    lowest: float | None
    highest: float | None
    difference: Gap | None
    ratio: Gap | None


def gaps(
    counted: Mapping[str, tuple[int, int]],
    *,
    reference: str,
    events: bool = False,
    design: float = 1.0,
) -> tuple[GroupGap, ...]:
    """Return every group of one stratification beside its reference, the largest group first.

    `counted` holds met and total of each group that may be shown: what is suppressed is not among
    them. With `events` the first is a count of events, and may pass the second; `design` is the
    design effect of episodes. Raises KeyError where the group of reference is not among them.
    """
    against = counted[reference]
    order = sorted(counted, key=lambda group: (-counted[group][1], group))
    return tuple(
        _gap(
            group,
            counted[group],
            None if group == reference else against,
            events=events,
            design=design,
        )
        for group in order
    )


def largest_group(counted: Mapping[str, tuple[int, int]]) -> str | None:
    """Return the group with the most patients, to refer to where nothing else is agreed."""
    return max(sorted(counted), key=lambda group: counted[group][1]) if counted else None


def _gap(
    group: str,
    count: tuple[int, int],
    against: tuple[int, int] | None,
    *,
    events: bool,
    design: float,
) -> GroupGap:
    met, total = count
    apart, times = partial(difference, design=design), partial(ratio, design=design)
    if events:
        apart, times = partial(rate_gap.difference), partial(rate_gap.ratio)
    lowest, highest = _limits(met, total, events=events, design=design)
    return GroupGap(
        group=group,
        met=met,
        total=total,
        rate=met / total if total else None,
        lowest=lowest,
        highest=highest,
        difference=apart(count, against) if against else None,
        ratio=times(count, against) if against else None,
    )


def _limits(met: int, total: int, *, events: bool, design: float) -> Sequence[float | None]:
    if not total:
        return (None, None)
    if events:
        return [bound / total for bound in byar(met)]
    return clustered(met, total, design=design)
