"""The lines of a group of which a rate may be told, and the bands that were told of them before."""

from collections.abc import Mapping, Sequence
from math import inf

import numpy as np

from hub.publication.count_roles import COUNTED, EVENTS, MET, NOT_MET, PERSONS
from hub.publication.count_tables import CountTable
from hub.publication.past_tables import NotComparable, PastRelease
from hub.publication.statistics.two_years import Weighed
from hub.publication.table_group import TableGroup
from policies.disclosure_control.arrays import Whole
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.matrices import real_entries
from policies.disclosure_control.near import RateLine
from policies.disclosure_control.rates import Band, numerators
from policies.disclosure_control.system import Limits, System

PLACE = ("practice", "payer", "line_of_business", "stratum")
Place = tuple[str, str, str, str]
Where = Mapping[tuple[Place, str], int]
# Cells and how often each counts, and between which ends they add up.
Sum = tuple[Sequence[tuple[int, int]], float, float]


def at(**named: str) -> Place:
    """Return the place that is summed over what is not named."""
    practice, payer, line, stratum = (named.get(name, TOTAL_NAME) for name in PLACE)
    return (practice, payer, line, stratum)


def rate_lines(group: TableGroup, cells: System) -> list[tuple[tuple[str, Place], RateLine]]:
    """Return the lines of each table of a group that tell one thing apart, or nothing.

    A line of a practice for one payer is told as a count or not at all: a band there is wide.
    """
    where = _where(cells)
    lines = []
    for table in group.tables:
        for place in dict.fromkeys(place for place, _ in where):
            line = _line(table, group, where, place)
            if line is None or len(place) - place.count(TOTAL_NAME) > 1:
                continue
            if 0 < cells.values[line.denominator] >= cells.values[line.met]:
                lines.append(((table.key, place), line))
    return lines


def bands_before(
    group: TableGroup,
    release: PastRelease,
    whole: System,
    mine: System,
    *,
    width: int,
    start: int,
) -> Limits:
    """Return what the bands of an earlier release say of its cells, to one viewer.

    `whole` is the system of all its counts and `mine` that of the viewer's; its cells begin at
    `start` among the `width` cells of the viewer's whole system.
    """
    where, tables = _where(whole), {table.key: table for table in group.tables}
    columns, ends = [], []
    for key, *named, low, high in release.bands.iter_rows():
        practice, payer, line_of_business, stratum = named
        place = (practice, payer, line_of_business, stratum)
        line = _line(tables[key], group, where, place) if key in tables else None
        if line is None:
            continue
        first, last = numerators(Band(low=low, high=high), int(whole.values[line.denominator]))
        own = int(whole.values[line.met] - mine.values[line.met])
        columns.append(start + line.met)
        ends.append((first - own, last - own))
    rows = np.arange(len(columns))
    shape = (len(columns), width)
    places = np.array(columns, dtype=np.int64)
    return Limits(
        matrix=real_entries(rows, places, np.ones(len(columns)), shape=shape),
        lowest=np.array([low for low, _ in ends], dtype=np.float64),
        highest=np.array([high for _, high in ends], dtype=np.float64),
    )


def pooled_before(
    group: TableGroup,
    release: PastRelease,
    years: Sequence[tuple[int, System, System]],
    *,
    width: int,
) -> Limits:
    """Return what figures of two years that an earlier release told say, to one viewer.

    `years` holds for each of the two years where its cells begin among the `width` cells, the
    system of all its counts, and that of the viewer's. NotComparable where they have changed.
    """
    tables = {table.key: table for table in group.tables}
    told: list[Sum] = []
    for key, *named, met, whole, lowest, highest in release.pooled.iter_rows():
        if key not in tables:
            continue
        practice, payer, line_of_business, stratum = named
        place = (practice, payer, line_of_business, stratum)
        line = _line(tables[key], group, _where(years[0][1]), place)
        if line is None or len(years) < 2:
            raise NotComparable(f"{release.name} told of two years, of which one is not known")
        said = Weighed(met=met, whole=whole, lowest=lowest, highest=highest)
        every = sum(worth(line, said, held.values) for _, held, _ in years)
        others = sum(worth(line, said, viewed.values) for *_, viewed in years)
        found = weighed(line, said, [start for start, *_ in years], own=every - others)
        if not found[1] <= others <= found[2]:
            raise NotComparable(f"{release.name} told of two years, of which one has changed")
        told.append(found)
    return sums(told, width=width)


def worth(line: RateLine, said: Weighed, values: Whole) -> int:
    """Return what a statement about a line comes to in one year."""
    return said.met * int(values[line.met]) + said.whole * int(values[line.denominator])


def weighed(line: RateLine, said: Weighed, starts: Sequence[int], *, own: int) -> Sum:
    """Return a statement about years whose cells begin at `starts`, to who knows `own` of it."""
    parts = ((line.met, said.met), (line.denominator, said.whole))
    cells = [(start + cell, times) for cell, times in parts if times for start in starts]
    lowest = -inf if said.lowest is None else float(said.lowest - own)
    return cells, lowest, inf if said.highest is None else float(said.highest - own)


def sums(told: Sequence[Sum], *, width: int) -> Limits:
    """Return the statements that these cells add up to so many at least, and at most."""
    entries = [(n, cell, times) for n, (cells, *_) in enumerate(told) for cell, times in cells]
    rows, columns, times = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    matrix = real_entries(rows, columns, times.astype(np.float64), shape=(len(told), width))
    return Limits(
        matrix=matrix,
        lowest=np.array([lowest for _, lowest, _ in told], dtype=np.float64),
        highest=np.array([highest for *_, highest in told], dtype=np.float64),
    )


def _where(cells: System) -> dict[tuple[Place, str], int]:
    found = {}
    keys = cells.keys.select(*PLACE, "counted").iter_rows()
    for number, (practice, payer, line, stratum, counted) in enumerate(keys):
        found[(practice, payer, line, stratum), counted] = number
    return found


def _line(table: CountTable, group: TableGroup, where: Where, place: Place) -> RateLine | None:
    names = group.names[table.key]
    roles = (EVENTS, EVENTS, PERSONS) if table.events else (MET, NOT_MET, COUNTED)
    if any((place, names[role]) not in where for role in roles):
        return None
    met, not_met, whole = (where[place, names[role]] for role in roles)
    return RateLine(met=met, not_met=not_met, denominator=whole)
