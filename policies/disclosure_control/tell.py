"""Telling bands of rates beside hidden counts, as far as the audit lets them.

Every band becomes a row that the attacker of the audit knows, so that what is told is judged with
everything else that is told. A band that would leave too little doubt is said more coarsely, in
the end not at all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from policies.disclosure_control.arrays import Flags, Real
from policies.disclosure_control.matrices import real_entries
from policies.disclosure_control.near import RateLine, settled
from policies.disclosure_control.pool import Pool
from policies.disclosure_control.rates import Band, Grid, band_in, grids_for, numerators
from policies.disclosure_control.system import Limits, System, with_limits
from policies.disclosure_control.views import Protected, View, audited_views

# By the number of a line: the grid that its rate is told on, and those that are still coarser.
Grids = Mapping[int, Sequence[Grid]]


def tell(
    found: Protected,
    lines: Sequence[RateLine],
    *,
    minimum: int,
    widest: int,
    spare: Collection[int] = (),
) -> tuple[Mapping[int, Band], Protected]:
    """Return the bands that may be told of hidden rates, by the number of their line; the audit.

    Only lines whose denominator is published are told of; the bands of `spare` lines are the first
    to give way. The pattern of `found` is kept, and every view is audited anew with the bands
    told. Raise Leaking or Unsolved.
    """
    base, pool = found.views[0].cells, Pool(shared=True)
    suppressed = found.pattern.suppressed
    told = partial(_told, base, lines)
    grids = settled(
        found.views,
        lines,
        _grids(base, lines, suppressed, minimum=minimum, widest=widest),
        told=told,
        spare=spare,
        suppressed=suppressed,
        pool=pool,
    )
    rules = (*found.rules, ("rate-bands", str(len(grids))))
    views = told(found.views, grids)
    return (
        {number: _band(base, lines[number], each[0]) for number, each in grids.items()},
        audited_views(views, suppressed=suppressed, rules=rules, pool=pool),
    )


def _told(
    base: System, lines: Sequence[RateLine], views: Sequence[View], grids: Grids
) -> list[View]:
    """Tell the bands in every view: of everyone but its own people, as it would reckon."""
    ends = _limits(base, lines, grids)
    told = []
    for view in views:
        own = (ends.matrix @ base.values) - (ends.matrix @ view.cells.values)
        lowest, highest = ends.lowest - own, ends.highest - own
        limits = Limits(matrix=ends.matrix, lowest=lowest, highest=highest)
        told.append(replace(view, cells=with_limits(view.cells, limits)))
    return told


def _grids(
    cells: System, lines: Sequence[RateLine], suppressed: Flags, *, minimum: int, widest: int
) -> Grids:
    grids = {}
    for number, line in enumerate(lines):
        hidden = suppressed[line.met] or suppressed[line.not_met]
        if hidden and not suppressed[line.denominator]:
            whole = int(cells.values[line.denominator])
            grids[number] = grids_for(whole, minimum=minimum, widest=widest)
    return {number: each for number, each in grids.items() if each}


def _limits(cells: System, lines: Sequence[RateLine], grids: Grids) -> Limits:
    ends = [
        numerators(
            _band(cells, lines[number], each[0]), int(cells.values[lines[number].denominator])
        )
        for number, each in grids.items()
    ]
    columns = np.array([lines[number].met for number in grids], dtype=np.int64)
    one: Real = np.ones(len(grids))
    rows = np.arange(len(grids))
    return Limits(
        matrix=real_entries(rows, columns, one, shape=(len(grids), cells.size)),
        lowest=np.array([first for first, _ in ends], dtype=np.float64),
        highest=np.array([last for _, last in ends], dtype=np.float64),
    )


def _band(cells: System, line: RateLine, grid: Grid) -> Band:
    return band_in(grid, int(cells.values[line.met]), int(cells.values[line.denominator]))
