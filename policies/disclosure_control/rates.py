"""Rates: when a rate is a count in disguise, and how coarse it must be said so that it is not.

Who knows the denominator reads the numerator off a rate whenever one patient more changes the
rounded rate: whenever 100/denominator is not below the rounding step. So a rate beside a hidden
count is said as a band of a fixed grid ("between 20 % and 30 %"). The grid is chosen by the
denominator alone, never by the numerator, so that the choice tells nothing; every band holds at
least as many numerators as a small count needs to hide among, the lowest holds 0 to the minimum
cell size, and the highest the same of those not met. What a band tells is then given to the audit
as a row of its own (`tell`), so that bands of several lines together reveal no more than each.
"""

from math import ceil

from schemas.record import record

# Percentage points; all divide 100, so that the highest band ends at 100 %.
STEPS = (1, 2, 5, 10, 20, 25, 50)
# A grid that begins half a step later holds together what lies on both sides of another's ends.
HALVES = frozenset({20, 50})


@record
class Grid:
    """Bands of `step` percentage points, of which the second begins at `start`."""

    step: int
    start: int


@record
class Band:
    """A rate of at least `low` percent and less than `high`; of 100 too where `high` is 100."""

    low: int
    high: int


def step_for(denominator: int, *, minimum: int, widest: int) -> int | None:
    """Return the finest step at which every band hides a numerator; None where none does.

    `minimum` is the minimum cell size; steps wider than `widest` say too little.
    """
    for step in STEPS:
        if step <= widest and ceil(step * denominator / 100) - 1 >= minimum:
            return step
    return None


def grids_for(denominator: int, *, minimum: int, widest: int) -> tuple[Grid, ...]:
    """Return the grids at which every band hides a numerator, the finest first."""
    steps = [step for step in STEPS if step <= widest]
    grids = [Grid(step=step, start=start) for step in steps for start in _starts(step)]
    return tuple(grid for grid in grids if ceil(grid.start * denominator / 100) - 1 >= minimum)


def least_for(grid: Grid, *, minimum: int) -> int:
    """Return the least denominator of which rates are told on a grid."""
    return 100 * minimum // grid.start + 1


def band_of(numerator: int, denominator: int, *, step: int) -> Band:
    """Return the band of the grid of `step` that holds the rate; the denominator is above zero."""
    return band_in(Grid(step=step, start=step), numerator, denominator)


def band_in(grid: Grid, numerator: int, denominator: int) -> Band:
    """Return the band of the grid that holds the rate; the denominator is above zero."""
    last = 100 - grid.start
    whole = (100 * numerator // denominator - grid.start) // grid.step
    low = min(grid.start + whole * grid.step, last)
    return Band(low=max(low, 0), high=min(low + grid.step, 100))


def numerators(band: Band, denominator: int) -> tuple[int, int]:
    """Return the least and greatest numerator whose rate lies in the band."""
    least = ceil(band.low * denominator / 100)
    below = ceil(band.high * denominator / 100) - 1
    return least, denominator if band.high == 100 else below


def _starts(step: int) -> tuple[int, ...]:
    return (step, step // 2) if step in HALVES else (step,)
