"""Figures of two whole years, where those of one may not be told; at most once in two years."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from hub.publication.group_views import GroupHouse
from hub.publication.past_tables import NotComparable, PastRelease
from hub.publication.rate_lines import Place, sums
from hub.publication.statistics.statement import WIDE
from hub.publication.table_group import TableGroup
from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.pool import Pool
from policies.disclosure_control.rates import step_for
from policies.disclosure_control.system import System, with_limits
from policies.disclosure_control.tell import RateLine
from policies.disclosure_control.views import Protected, View, audited_views, leaking_views

Line = tuple[str, Place]
RULE = "pooled-years"


def comparable(
    group: TableGroup, releases: Sequence[PastRelease]
) -> list[tuple[PastRelease, TableGroup]]:
    """Return the releases of the year before with their counts of the group, the latest last.

    None where one of them counted in another way: then no figure of both years is told.
    """
    held = [each for each in releases if each.holds(group)]
    try:
        return [(each, each.like(group)) for each in held]
    except NotComparable:
        return []


def tell_pooled(
    found: Protected,
    lines: Sequence[tuple[Line, RateLine]],
    house: GroupHouse,
    cells: System,
    *,
    widest: int,
) -> tuple[Mapping[Line, tuple[int, int]], Protected]:
    """Return met and counted in both years of lines that need it, and the audit with them told.

    A line of which the year before was pooled with its own year before is not pooled again, nor
    one of which an earlier version of the year before told a band: what that says of the last
    version's counts is not known.
    """
    year, last = house.last_year[-1][2], house.last_year[-1][0]
    start = found.views[0].cells.size - cells.size
    suppressed = found.pattern.suppressed
    again = _lines(last.pooled).union(*(_lines(each.bands) for each, *_ in house.last_year[:-1]))
    chosen = {
        name: line
        for name, line in lines
        if name not in again
        and _of_a_practice(name[1])
        and (suppressed[line.met] or suppressed[line.not_met])
        and not _narrow(int(cells.values[line.denominator]), house.minimum, widest)
        and _enough(line, found.views, start, minimum=house.minimum)
    }
    pool = Pool(shared=True)
    while chosen:
        told = _told(found.views, list(chosen.values()), start)
        leaks = leaking_views(told, suppressed, pool)
        if not leaks.any():
            break
        blamed = {name for name, line in chosen.items() if _touches(line, leaks, start)}
        chosen = {name: line for name, line in chosen.items() if blamed and name not in blamed}
    if not chosen:
        return {}, found
    told = _told(found.views, list(chosen.values()), start)
    rules = (*found.rules, (RULE, str(len(chosen))))
    audited = audited_views(told, suppressed=suppressed, rules=rules, pool=pool)
    return {name: _both(line, cells, year) for name, line in chosen.items()}, audited


def _lines(told: pl.DataFrame) -> set[Line]:
    found = set()
    for key, practice, payer, line, stratum, _, _ in told.iter_rows():
        found.add((key, (practice, payer, line, stratum)))
    return found


def _of_a_practice(place: Place) -> bool:
    return place[0] != TOTAL_NAME and place.count(TOTAL_NAME) == len(place) - 1


def _narrow(whole: int, minimum: int, widest: int) -> bool:
    """Tell whether a band could say more of one year: of that the denominator alone decides."""
    step = step_for(whole, minimum=minimum, widest=widest)
    return step is not None and step < WIDE


def _enough(line: RateLine, views: Sequence[View], start: int, *, minimum: int) -> bool:
    """Tell whether both sides of the figure are enough people, also to who knows a part of them."""
    if line.met == line.not_met:
        # Events: what is counted is not a part of the persons.
        return False
    sides = [
        int(view.cells.values[at] + view.cells.values[start + at])
        for view in views
        for at in (line.met, line.not_met)
    ]
    return all(side == 0 or side >= minimum for side in sides)


def _both(line: RateLine, cells: System, year: System) -> tuple[int, int]:
    met, not_met = (int(cells.values[at] + year.values[at]) for at in (line.met, line.not_met))
    return met, met + not_met


def _touches(line: RateLine, leaks: Flags, start: int) -> bool:
    here = (line.met, line.not_met, start + line.met, start + line.not_met)
    return bool(np.any(leaks[list(here)]))


def _told(views: Sequence[View], lines: Sequence[RateLine], start: int) -> list[View]:
    """Tell the sums in every view: of everyone but its own people, as it would reckon."""
    told = []
    for view in views:
        values = view.cells.values
        said = [
            ((at, start + at), float(values[at] + values[start + at]))
            for line in lines
            for at in (line.met, line.not_met)
        ]
        told.append(replace(view, cells=with_limits(view.cells, sums(said, width=values.size))))
    return told
