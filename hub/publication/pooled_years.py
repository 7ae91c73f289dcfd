"""Figures of two whole years, where those of one may not be told; at most once in two years."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest

import polars as pl

from hub.publication.group_views import GroupHouse
from hub.publication.past_tables import NotComparable, PastRelease
from hub.publication.rate_lines import Place, sums, weighed, worth
from hub.publication.statistics.statement import POOLED_FROM
from hub.publication.statistics.two_years import TwoYears
from hub.publication.table_group import TableGroup
from policies.disclosure_control.arrays import Whole
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.near import RateLine, settled
from policies.disclosure_control.pool import Pool
from policies.disclosure_control.rates import band_in, grids_for, least_for, step_for
from policies.disclosure_control.system import System, with_limits
from policies.disclosure_control.views import Protected, View
from schemas.record import record

Line = tuple[str, Place]
# By the number of a line: what is told of both years, and what could be told that is less precise.
Figures = Mapping[int, Sequence[TwoYears]]
RULE = "pooled-years"


def comparable(
    group: TableGroup, releases: Sequence[PastRelease]
) -> list[tuple[PastRelease, TableGroup]]:
    """Return the releases of the year before with their counts of the group, the latest last.

    None where one of them did not tell of every table, or counted in another way: then no figure
    of both years is told.
    """
    held = [each for each in releases if each.holds(group)]
    if not all(each.holds_all(group) for each in held):
        return []
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
    people: Sequence[Whole],
    widest: int,
) -> tuple[Mapping[Line, TwoYears], Protected]:
    """Return the figures of both years of lines that need one, and the views that know them.

    A count of both years, or the band of a rate where that is too close, in the end one of which
    is not told of how many. `people` are the persons of both years behind each cell, to whoever
    knows a part of them. The views are still to be
    audited with the figures told. A line of which the year before was pooled with its own year
    before is not pooled again, nor one of which an earlier version of the year before told a band:
    what that says of the last version's counts is not known.
    """
    years = _Years(
        cells=cells, before=house.last_year[-1][2], start=found.views[0].cells.size - cells.size
    )
    suppressed, last = found.pattern.suppressed, house.last_year[-1][0]
    again = _lines(last.pooled).union(*(_lines(each.bands) for each, *_ in house.last_year[:-1]))
    wanted: dict[int, Sequence[TwoYears]] = {}
    for number, (name, line) in enumerate(lines):
        hidden = suppressed[line.met] or suppressed[line.not_met]
        whole = int(cells.values[line.denominator])
        if name in again or not hidden or not _of_a_practice(name[1]):
            continue
        if not _narrow(whole, house.minimum, widest):
            wanted[number] = years.figures(line, people, minimum=house.minimum, widest=widest)
    every = [line for _, line in lines]
    told = partial(_told, years, every)
    chosen: Figures = {}
    for adding in _one_a_place({n: each for n, each in wanted.items() if each}, lines):
        chosen = settled(
            found.views,
            every,
            {**chosen, **adding},
            told=told,
            # Those that were added last give way first.
            spare=adding,
            suppressed=suppressed,
            pool=Pool(shared=True),
        )
    rules = (*found.rules, (RULE, str(len(chosen))))
    views = told(found.views, chosen)
    return (
        {lines[number][0]: each[0] for number, each in chosen.items()},
        replace(found, views=views, rules=rules) if chosen else found,
    )


@record
class _Years:
    """The present cells and those of the year before, which begin at `start` in every view."""

    cells: System
    before: System
    start: int

    def both(self, cell: int) -> int:
        """Return what a cell counts in both years together."""
        return int(self.cells.values[cell] + self.before.values[cell])

    def figures(
        self, line: RateLine, people: Sequence[Whole], *, minimum: int, widest: int
    ) -> Sequence[TwoYears]:
        """Return what might be told of a line, the most precise first.

        Nothing of events: what is counted is not a part of the persons. A count needs enough
        people on both sides, a band enough of them in all, also to who knows a part of them.
        """
        if line.met == line.not_met or not _enough(people, [line.denominator], minimum=minimum):
            return ()
        met, total = self.both(line.met), self.both(line.denominator)
        grids = grids_for(total, minimum=minimum, widest=widest)
        bands = [(band_in(grid, met, total), least_for(grid, minimum=minimum)) for grid in grids]
        counted = _enough(people, [line.met, line.not_met], minimum=minimum)
        return [
            *([TwoYears(told=met, total=total)] if counted else []),
            *(TwoYears(told=band, total=total) for band, _ in bands),
            *(TwoYears(told=band, total=None, least=least) for band, least in bands),
        ]


def _one_a_place(wanted: Figures, lines: Sequence[tuple[Line, RateLine]]) -> Iterator[Figures]:
    """Yield the first lines of all places, then the second ones, and so on.

    Of counts of which one is a part of the other two figures may tell too much where one does not.
    """
    by_place: dict[Place, list[int]] = {}
    for number in wanted:
        by_place.setdefault(lines[number][0][1], []).append(number)
    for each in zip_longest(*by_place.values()):
        yield {number: wanted[number] for number in each if number is not None}


def _lines(told: pl.DataFrame) -> set[Line]:
    found = set()
    for key, practice, payer, line, stratum, *_ in told.iter_rows():
        found.add((key, (practice, payer, line, stratum)))
    return found


def _of_a_practice(place: Place) -> bool:
    return place[0] != TOTAL_NAME and place.count(TOTAL_NAME) == len(place) - 1


def _narrow(whole: int, minimum: int, widest: int) -> bool:
    """Tell whether a band could say more of one year: of that the denominator alone decides."""
    step = step_for(whole, minimum=minimum, widest=widest)
    return step is not None and step < POOLED_FROM


def _enough(people: Sequence[Whole], cells: Sequence[int], *, minimum: int) -> bool:
    """Tell whether nobody, or enough people, stand behind each of these cells in both years."""
    sides = [int(each[cell]) for each in people for cell in cells]
    return all(side == 0 or side >= minimum for side in sides)


def _told(
    years: _Years, lines: Sequence[RateLine], views: Sequence[View], figures: Figures
) -> list[View]:
    """Tell the figures in every view: of everyone but its own people, as it would reckon."""
    told, before = [], years.before.values
    for view in views:
        values = view.cells.values
        said = []
        for number, (figure, *_) in figures.items():
            line = lines[number]
            for each in figure.said:
                every = worth(line, each, years.cells.values) + worth(line, each, before)
                others = worth(line, each, values) + worth(line, each, values[years.start :])
                said.append(weighed(line, each, (0, years.start), own=every - others))
        told.append(replace(view, cells=with_limits(view.cells, sums(said, width=values.size))))
    return told
