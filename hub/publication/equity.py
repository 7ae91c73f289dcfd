"""Equity: how far the rate of each group of patients lies from that of the group of reference."""

from collections.abc import Sequence

import polars as pl

from hub.publication.statistics.gap import Gap, difference, ratio
from hub.publication.statistics.wilson import wilson
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


def gaps(lines: pl.DataFrame, stratum: str, *, reference: str) -> tuple[GroupGap, ...]:
    """Return every group of one stratification beside its reference, the largest group first.

    `lines` are rows of one measure, rate and place with the columns `stratum` (name=value) and the
    populations of a cell, as counts that may be shown: what is suppressed has no row here. Raises
    KeyError where the group of reference is not among them.
    """
    counted = _counted(lines, stratum)
    against = counted[reference]
    order = sorted(counted, key=lambda group: (-counted[group][1], group))
    return tuple(
        _gap(group, counted[group], None if group == reference else against) for group in order
    )


def largest_group(lines: pl.DataFrame, stratum: str) -> str | None:
    """Return the group with the most patients, to refer to where nothing else is agreed."""
    counted = _counted(lines, stratum)
    return max(sorted(counted), key=lambda group: counted[group][1]) if counted else None


def _counted(lines: pl.DataFrame, stratum: str) -> dict[str, tuple[int, int]]:
    prefix = f"{stratum}="
    eligible = pl.col("denominator") - pl.sum_horizontal(
        pl.col("denominator_exclusion", "denominator_exception").fill_null(0)
    )
    mine = lines.filter(pl.col("stratum").str.starts_with(prefix)).select(
        pl.col("stratum").str.strip_prefix(prefix), met="numerator", total=eligible
    )
    return {group: (met, total) for group, met, total in mine.iter_rows()}


def _gap(group: str, count: tuple[int, int], against: tuple[int, int] | None) -> GroupGap:
    met, total = count
    limits: Sequence[float | None] = wilson(met, total) if total else (None, None)
    return GroupGap(
        group=group,
        met=met,
        total=total,
        rate=met / total if total else None,
        lowest=limits[0],
        highest=limits[1],
        difference=difference(count, against) if against else None,
        ratio=ratio(count, against) if against else None,
    )
