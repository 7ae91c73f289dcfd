"""Telling bands of rates beside hidden counts, as far as the audit lets them.

Every band becomes a row that the attacker of the audit knows, so that what is told is judged with
everything else that is told. A band that would leave too little doubt is said more coarsely, in
the end not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from policies.disclosure_control.arrays import Flags, Real
from policies.disclosure_control.circuit import blocks
from policies.disclosure_control.matrices import real_entries
from policies.disclosure_control.pool import Pool
from policies.disclosure_control.rates import STEPS, Band, band_of, numerators, step_for
from policies.disclosure_control.system import Limits, System, with_limits
from policies.disclosure_control.views import Protected, View, audited_views, leaking_views
from schemas.record import record


@record
class RateLine:
    """A line of which a rate may be told: the positions of its cells in the system."""

    met: int
    not_met: int
    denominator: int


def tell(
    found: Protected, lines: Sequence[RateLine], *, minimum: int, widest: int
) -> tuple[Mapping[int, Band], Protected]:
    """Return the bands that may be told of hidden rates, by the number of their line; the audit.

    Only lines whose denominator is published are told of. The pattern of `found` is kept, and
    every view is audited anew with the bands told. Raise Leaking or Unsolved.
    """
    base, pool = found.views[0].cells, Pool(shared=True)
    suppressed = found.pattern.suppressed
    steps = _first_steps(base, lines, suppressed, minimum=minimum, widest=widest)
    while steps:
        leaks = leaking_views(_told(found.views, lines, steps), suppressed, pool)
        if not leaks.any():
            break
        steps = _coarser(base, lines, steps, leaks, widest=widest)
    rules = (*found.rules, ("rate-bands", str(len(steps))))
    views = _told(found.views, lines, steps)
    return (
        {number: _band(base, lines[number], step) for number, step in steps.items()},
        audited_views(views, suppressed=suppressed, rules=rules, pool=pool),
    )


def _told(views: Sequence[View], lines: Sequence[RateLine], steps: Mapping[int, int]) -> list[View]:
    """Tell the bands in every view: of everyone but its own people, as it would reckon."""
    base = views[0].cells
    ends = _limits(base, lines, steps)
    told = []
    for view in views:
        own = (ends.matrix @ base.values) - (ends.matrix @ view.cells.values)
        lowest, highest = ends.lowest - own, ends.highest - own
        limits = Limits(matrix=ends.matrix, lowest=lowest, highest=highest)
        told.append(replace(view, cells=with_limits(view.cells, limits)))
    return told


def _first_steps(
    cells: System, lines: Sequence[RateLine], suppressed: Flags, *, minimum: int, widest: int
) -> dict[int, int]:
    steps = {}
    for number, line in enumerate(lines):
        hidden = suppressed[line.met] or suppressed[line.not_met]
        if hidden and not suppressed[line.denominator]:
            whole = int(cells.values[line.denominator])
            step = step_for(whole, minimum=minimum, widest=widest)
            if step is not None:
                steps[number] = step
    return steps


def _coarser(
    cells: System,
    lines: Sequence[RateLine],
    steps: Mapping[int, int],
    leaks: Flags,
    *,
    widest: int,
) -> dict[int, int]:
    """Make the bands of the leaking lines coarser; where none is, every band beside a leak."""
    blamed = {n for n in steps if leaks[lines[n].met] or leaks[lines[n].not_met]}
    if not blamed:
        every = np.ones(cells.size, dtype=np.bool_)
        block = blocks(cells, movable=every)
        near = set(block[leaks].tolist())
        blamed = {n for n in steps if int(block[lines[n].met]) in near} or set(steps)
    left = {}
    for number, step in steps.items():
        wider = [each for each in STEPS if step < each <= widest]
        if number not in blamed:
            left[number] = step
        elif wider:
            left[number] = wider[0]
    return left


def _limits(cells: System, lines: Sequence[RateLine], steps: Mapping[int, int]) -> Limits:
    ends = [
        numerators(_band(cells, lines[number], step), int(cells.values[lines[number].denominator]))
        for number, step in steps.items()
    ]
    columns = np.array([lines[number].met for number in steps], dtype=np.int64)
    one: Real = np.ones(len(steps))
    rows = np.arange(len(steps))
    return Limits(
        matrix=real_entries(rows, columns, one, shape=(len(steps), cells.size)),
        lowest=np.array([first for first, _ in ends], dtype=np.float64),
        highest=np.array([last for _, last in ends], dtype=np.float64),
    )


def _band(cells: System, line: RateLine, step: int) -> Band:
    met, denominator = int(cells.values[line.met]), int(cells.values[line.denominator])
    return band_of(met, denominator, step=step)
