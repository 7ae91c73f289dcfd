"""Rates beside hidden counts: how coarse they must be, and that the audit knows them."""

from itertools import product

import numpy as np
import polars as pl
import pytest

from policies.disclosure_control.audit import audit
from policies.disclosure_control.dimension import dimension
from policies.disclosure_control.matrices import real_entries
from policies.disclosure_control.near import RateLine, near
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import protect
from policies.disclosure_control.rates import (
    STEPS,
    band_in,
    grids_for,
    least_for,
    numerators,
    step_for,
)
from policies.disclosure_control.system import Limits, with_limits
from policies.disclosure_control.tabulate import tabulate
from policies.disclosure_control.tell import tell
from policies.disclosure_control.viewer import OUTSIDER_NAME, outsider
from policies.disclosure_control.views import View, protect_views


@pytest.mark.parametrize("denominator", [11, 22, 23, 44, 45, 100, 111, 240, 1101, 5000])
def test_every_band_holds_as_many_numerators_as_a_small_count_hides_among(denominator):
    grids = grids_for(denominator, minimum=11, widest=50)

    assert bool(grids) == (denominator >= 23)
    for grid, met in product(grids, range(denominator + 1)):
        first, last = numerators(band_in(grid, met, denominator), denominator)

        assert first <= met <= last
        assert last - first + 1 >= 11
        assert met > 10 or (first == 0 and last >= 11)
        assert denominator - met > 10 or (last == denominator and denominator - first >= 11)


@pytest.mark.parametrize("grid", grids_for(5000, minimum=11, widest=50))
def test_who_is_told_a_grid_is_told_the_least_that_it_is_told_of(grid):
    least = least_for(grid, minimum=11)

    assert grid in grids_for(least, minimum=11, widest=50)
    assert grid not in grids_for(least - 1, minimum=11, widest=50)


def test_the_step_is_the_finest_that_hides():
    assert [step_for(n, minimum=11, widest=50) for n in (22, 23, 45, 56, 111, 221, 1101)] == [
        None, 50, 25, 20, 10, 5, 1,
    ]  # fmt: skip
    assert all(100 % step == 0 for step in STEPS)


def test_a_grid_that_begins_half_a_step_later_joins_what_another_parts():
    ends = {grid.start: band_in(grid, 28, 56) for grid in grids_for(56, minimum=11, widest=50)}

    assert {start: (band.low, band.high) for start, band in ends.items()} == {
        20: (40, 60),
        25: (25, 75),
        50: (50, 100),
    }


LINES = {"p": (30, 8), "q": (15, 35), "r": (90, 6), "s": (25, 5), "t": (70, 130)}


def region():
    rows = [
        (practice, count, value)
        for practice, pair in LINES.items()
        for count, value in zip(("met", "not met"), pair, strict=True)
    ]
    inner = pl.DataFrame(rows, schema=["practice", "count", "value"], orient="row")
    dims = [dimension("practice", LINES), dimension("count", ["met", "not met"])]
    cells = tabulate(inner, dims)
    place = {key: number for number, key in enumerate(cells.keys.iter_rows())}
    lines = [
        RateLine(
            met=place[name, "met"],
            not_met=place[name, "not met"],
            denominator=place[name, "Total"],
        )
        for name in LINES
    ]
    return cells, lines


def told():
    cells, lines = region()
    view = View(name=OUTSIDER_NAME, cells=cells, sensitive=small_count(cells.values, minimum=11))
    found = protect_views([view], rules=())
    bands, audited = tell(found, lines, minimum=11, widest=50)
    return lines, bands, audited


def test_hidden_lines_are_told_as_bands_and_the_audit_passes_with_them():
    _, bands, audited = told()

    assert {0, 2, 3} <= set(bands)
    assert dict(audited.rules)["rate-bands"] == str(len(bands))


def test_the_attacker_of_the_audit_knows_every_band():
    lines, bands, audited = told()
    cells = audited.views[0].cells
    certified = audited.audits[OUTSIDER_NAME]
    for number, band in bands.items():
        met = lines[number].met
        first, last = numerators(band, int(cells.values[lines[number].denominator]))

        assert certified.lowest[0, met] >= first
        assert certified.highest[0, met] <= last


def test_who_knows_a_part_of_a_line_reckons_with_the_band_of_the_rest():
    cells, lines = region()
    own = {("p", "met"): 4}
    rows = [
        (key[0], key[1], max(int(value) - own.get(key, 0), 0))
        for key, value in zip(cells.keys.iter_rows(), cells.values, strict=True)
        if "Total" not in key
    ]
    inner = pl.DataFrame(rows, schema=["practice", "count", "value"], orient="row")
    dims = [dimension("practice", LINES), dimension("count", ["met", "not met"])]
    others = tabulate(inner, dims)
    views = [
        View(name=name, cells=each, sensitive=small_count(each.values, minimum=11))
        for name, each in ((OUTSIDER_NAME, cells), ("insider", others))
    ]
    _, audited = tell(protect_views(views, rules=()), lines, minimum=11, widest=50)
    ends = [view.cells.limits for view in audited.views]
    shift = (ends[0].matrix @ cells.values) - (ends[1].matrix @ others.values)

    assert np.array_equal(ends[0].lowest - ends[1].lowest, shift)


def test_a_band_that_leaves_too_little_doubt_is_seen():
    cells, lines = region()
    primary = small_count(cells.values, minimum=11)
    protection = protect(cells, sensitive=primary)
    hidden = protection.pattern.suppressed
    narrow = Limits(
        matrix=real_entries(
            np.zeros(1, dtype=np.int64),
            np.array([lines[0].not_met]),
            np.ones(1),
            shape=(1, cells.size),
        ),
        lowest=np.array([5.0]),
        highest=np.array([9.0]),
    )
    found = audit(
        with_limits(cells, narrow), [outsider(cells)], sensitive=primary, suppressed=hidden,
        exact=np.array([True]), rules=(),
    )  # fmt: skip

    assert found.lowest[0, lines[0].not_met] == 5
    assert found.highest[0, lines[0].not_met] == 9


NEAR = {
    "its own count": (("q", "met"), [[1]]),
    "another count of the place": (("q", "Total"), [[1]]),
    "the region, of which no line is: all that add up to it": (("Total", "met"), [[0, 1, 2]]),
}


@pytest.mark.parametrize(("leak", "groups"), NEAR.values(), ids=NEAR)
def test_what_stands_near_a_leak_is_of_its_place_else_of_its_sums(leak, groups):
    cells, lines = region()
    leaks = np.array([key == leak for key in cells.keys.iter_rows()])

    assert near(cells, leaks, dict(enumerate(lines[:3]))) == groups
