"""Which of the things that are told stand near what leaks: these are said less of, no others."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.circuit import blocks
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.pool import Pool
from policies.disclosure_control.sensitive import only
from policies.disclosure_control.system import System
from policies.disclosure_control.views import View, leaking_views
from policies.disclosure_control.windows import WINDOW
from schemas.record import record

Place = tuple[str, ...]
Figure = TypeVar("Figure")


@record
class RateLine:
    """A line of which a rate may be told: the positions of its cells in the system."""

    met: int
    not_met: int
    denominator: int


def settled(
    views: Sequence[View],
    lines: Sequence[RateLine],
    chosen: Mapping[int, Sequence[Figure]],
    *,
    told: Callable[[Sequence[View], Mapping[int, Sequence[Figure]]], Sequence[View]],
    spare: Collection[int],
    suppressed: Flags,
    pool: Pool,
) -> Mapping[int, Sequence[Figure]]:
    """Return what is left of `chosen` when it is told and no view leaks any more.

    It holds, by the number of a line, what is told of it and what could be told that is less
    precise; `told` makes the views in which it is told. One line near each leak gives way: of the
    `spare` ones, else the most precise. Who is left in doubt is asked again once nobody else leaks.
    """
    asked = views
    while chosen:
        found = [
            (view, leaking_views([knowing], suppressed, pool))
            for view, knowing in zip(asked, told(asked, chosen), strict=True)
        ]
        leaky = [_of(view, leaks) for view, leaks in found if leaks.any()]
        if leaky:
            leaks = np.logical_or.reduce([leaks for _, leaks in found])
            groups = near(views[0].cells, leaks, {number: lines[number] for number in chosen})
            chosen = _less(chosen, groups, spare=spare)
            asked = leaky
        elif asked is views:
            break
        else:
            asked = views
    return chosen


def _of(view: View, leaks: Flags) -> View:
    """Return the view that is asked of what leaks alone: where less is told, nothing else does."""
    return replace(view, sensitive=only(view.sensitive, leaks))


def _less(
    chosen: Mapping[int, Sequence[Figure]],
    groups: Sequence[Sequence[int]],
    *,
    spare: Collection[int],
) -> Mapping[int, Sequence[Figure]]:
    less = {
        max(group, key=lambda number: (number in spare, len(chosen[number]), number))
        for group in groups
    }
    left = {number: each[1:] if number in less else each for number, each in chosen.items()}
    return {number: each for number, each in left.items() if each}


def near(cells: System, leaks: Flags, lines: Mapping[int, RateLine]) -> list[list[int]]:
    """Return groups of the lines, by number, of which one at least is told too finely.

    Those of the same place as a leak, whatever is counted there and in whatever year, else those
    that share a practice, a payer or a stratum with it. Where no leak has any, those that share a
    sum with one, else all that sums bind to one, else all.
    """
    named = _named(cells, lines)
    keys = cells.keys.select(named)
    where = {number: _place(keys.row(line.met)) for number, line in lines.items()}
    groups: dict[tuple[int, ...], None] = {}
    for leak in dict.fromkeys(keys.filter(leaks).iter_rows()):
        here = [number for number, place in where.items() if place == leak]
        part = [number for number, place in where.items() if _meet(place, leak)]
        groups[tuple(here or part)] = None
    found = [list(group) for group in groups if group]
    return found or [_bound(cells, leaks, lines)]


def _named(cells: System, lines: Mapping[int, RateLine]) -> list[str]:
    """Return the columns that say where a cell is, and not what it counts, or when."""
    met = cells.keys[[line.met for line in lines.values()]]
    whole = cells.keys[[line.denominator for line in lines.values()]]
    return [name for name in met.columns if name != WINDOW and met[name].equals(whole[name])]


def _place(row: Sequence[str]) -> Place:
    return tuple(row)


def _meet(one: Place, other: Place) -> bool:
    return any(a == b != TOTAL_NAME for a, b in zip(one, other, strict=True))


def _bound(cells: System, leaks: Flags, lines: Mapping[int, RateLine]) -> list[int]:
    sums = np.unique(cells.matrix[:, np.flatnonzero(leaks)].nonzero()[0])
    beside = cells.matrix[sums].nonzero()[1]
    close = [n for n, line in lines.items() if np.isin((line.met, line.not_met), beside).any()]
    if close:
        return close
    block = blocks(cells, movable=np.ones(cells.size, dtype=np.bool_))
    near = set(block[leaks].tolist())
    return [n for n, line in lines.items() if int(block[line.met]) in near] or list(lines)
