"""Two releases of one period: what the second adds to the first lets nobody see a small change.

The attacker here is scipy alone: it knows every sum, and all counts that either release told.
"""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.publication.past_tables import KEYS, NotComparable, read, written
from hub.publication.protection import protected
from hub.publication.report.sight import cells_of
from policies.disclosure_control.rates import numerators
from tests.builders import counted
from tests.builders.tables import attacked

PERSONS = 900


def changed(said: pl.DataFrame, placed: pl.DataFrame, practice: str, *, by: int) -> pl.DataFrame:
    """A late file: so many more patients of a practice are met."""
    mine = placed.filter(pl.col("practice") == practice).select("person")
    late = said.filter(~pl.col("met"), ~pl.col("excluded")).join(mine, on="person", how="semi")
    now = late.head(by).select("person", late=pl.lit(value=True))
    joined = said.join(now, on="person", how="left", maintain_order="left")
    return joined.with_columns(met=pl.col("met") | pl.col("late").fill_null(value=False)).drop(
        "late"
    )


def learned(first, second) -> list[int]:
    """The changes of 1 to 10 that both releases together give away exactly."""
    cells = second.cells
    now = second.protected.pattern.published[: cells.size]
    then = first.protected.pattern.published[: cells.size]
    assert cells.keys.equals(first.cells.keys)

    change = cells.values - first.cells.values
    small = np.flatnonzero((np.abs(change) > 0) & (np.abs(change) < 11) & cells.shown)
    found = []
    for cell in small.tolist():
        low, high = _of_both(cells, first.cells, ~now, ~then, cell)
        if low == high:
            found.append(cell)
    return found


def _of_both(cells, before, hidden_now, hidden_then, cell):
    """The range of a change: each release bounds its own count, and the change is between."""
    low_now, high_now = attacked(cells, unknown=hidden_now, cell=cell)
    low_then, high_then = attacked(before, unknown=hidden_then, cell=cell)
    return low_now - high_then, high_now - low_then


@pytest.fixture(scope="module")
def region():
    placed = counted.places(PERSONS)
    return placed, counted.met(PERSONS)


def test_a_correction_gives_no_small_change_away(region):
    placed, before = region
    after = changed(before, placed, "practice-01", by=4)
    first, second = counted.first_and_second(before, after, placed, joint=True)

    assert learned(first, second) == []


def test_the_same_correction_protected_by_itself_alone_is_seen_through(region):
    placed, before = region
    after = changed(before, placed, "practice-01", by=4)
    first, second = counted.first_and_second(before, after, placed, joint=False)

    assert learned(first, second) != []


@settings(max_examples=3, deadline=None)
@given(by=st.integers(1, 10), practice=st.integers(1, 6))
def test_whatever_small_change_comes_late_nobody_sees_it(by, practice):
    placed, before = counted.places(PERSONS), counted.met(PERSONS)
    after = changed(before, placed, f"practice-{practice:02d}", by=by)
    first, second = counted.first_and_second(before, after, placed, joint=True)

    assert learned(first, second) == []


def test_whoever_reads_a_correction_still_has_the_bands_that_it_corrects():
    placed = counted.places(PERSONS, practices=4, payers=2)
    before = counted.met(PERSONS, rate=0.04, excluded=0.0)
    after = changed(before, placed, "practice-01", by=15)
    first, second = counted.first_and_second(before, after, placed, joint=True)
    limits, size = second.protected.views[0].cells.limits, second.cells.size
    # The cells of the earlier release follow those of the present.
    rows, columns = limits.matrix.nonzero()
    said = {
        (int(column) - size): (limits.lowest[row], limits.highest[row])
        for row, column in zip(rows, columns, strict=True)
        if size <= column < 2 * size
    }
    where = {key: number for number, key in enumerate(second.cells.keys.select(KEYS).rows())}
    whole = {place: held["CMS2/1 counted"][0] for place, held in cells_of(first).items()}

    assert first.bands
    assert said == {
        where[*place, "CMS2/1 met"]: numerators(band, whole[place])
        for (_, place), band in first.bands.items()
    }


def test_the_same_counts_again_tell_the_same_cells(region):
    placed, before = region
    first, second = counted.first_and_second(before, before, placed, joint=True)
    size = first.cells.size
    then = first.protected.pattern.published[:size]

    assert second.protected.pattern.published[:size].tolist() == then.tolist()


def test_a_large_change_is_told(region):
    placed, before = region
    largest = placed.group_by("practice").len().sort("len")["practice"][-1]
    after = changed(before, placed, largest, by=120)
    first, second = counted.first_and_second(before, after, placed, joint=True)
    place = second.cells.keys.with_row_index().filter(
        pl.col("practice") == largest, pl.col("payer") == "Total", pl.col("counted") == "CMS2/1 met",
    )["index"][0]  # fmt: skip

    assert second.protected.pattern.published[place]
    assert second.cells.values[place] - first.cells.values[place] >= 11


def test_what_a_release_held_is_read_again_as_it_was_kept(region):
    placed, before = region
    first = protected(counted.group({"CMS2": before}, placed), counted.TERMS)
    kept = counted.released(first)
    again = read(written(kept), name="present")

    assert again.published.equals(kept.published)
    assert [table.key for table in again.tables] == [table.key for table in kept.tables]
    assert all(
        one.cells.equals(other.cells) and one.strata.equals(other.strata)
        for one, other in zip(again.tables, kept.tables, strict=True)
    )


def test_a_release_that_counted_in_another_way_stops_the_next_one(region):
    placed, before = region
    claims = counted.group({"CMS2": before}, placed, reads=counted.CLAIMS)
    past = counted.released(protected(claims, counted.TERMS))

    with pytest.raises(NotComparable, match="in another way"):
        protected(counted.group({"CMS2": before}, placed), counted.TERMS, past=[past])
