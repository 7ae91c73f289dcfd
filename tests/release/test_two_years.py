"""Figures of two years: told where one year may not be, and nobody works either year out of them."""

import json
import zlib
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from hub.publication.past_tables import POOLED, read, written
from hub.publication.protection import protected
from hub.publication.statistics.two_years import TwoYears
from tests.builders import counted

SIZES = {"practice-01": 50, "practice-02": 400, "practice-03": 380, "practice-04": 350}
MET = {"practice-01": 9, "practice-02": 60, "practice-03": 80, "practice-04": 90}


def year(more: int = 0):
    """One small practice and three large ones; five payers in each."""
    placed = counted.places(sum(SIZES.values()), practices=4, payers=5)
    practices = [name for name, size in SIZES.items() for _ in range(size)]
    met = [n < MET[name] + more for name, size in SIZES.items() for n in range(size)]
    payers = [f"payer-{n % 5 + 1}" for n in range(len(practices))]
    placed = placed.with_columns(practice=pl.Series(practices), payer=pl.Series(payers))
    said = placed.select("person", met=pl.Series(met), excluded=pl.lit(value=False))
    return counted.group({"HUB-BHI": said}, placed, reads=counted.CLAIMS)


@pytest.fixture(scope="module")
def releases():
    first = protected(year(), counted.TERMS)
    kept = replace(counted.released(first), name="release 1")
    return first, kept, protected(year(1), counted.TERMS, year_before=[kept])


def line(found, practice):
    return {place[0]: told for (_, place), told in found.pooled.items()}.get(practice)


def test_a_small_practice_is_told_both_years(releases):
    _, _, second = releases

    assert line(second, "practice-01") == TwoYears(told=19, total=100)


def test_what_is_told_of_one_year_is_not_pooled(releases):
    _, _, second = releases

    assert line(second, "practice-02") is None


def test_neither_year_can_be_worked_out_of_both(releases):
    """The views that the audit judged hold the sum as a statement, and pass with it."""
    _, _, second = releases
    view = second.protected.views[0]
    audit = second.protected.audits[view.name]
    sensitive = np.flatnonzero(view.sensitive.cells)
    start = view.cells.size - second.cells.size
    told = view.cells.limits.matrix[:, start:].nonzero()[0]

    assert told.size
    assert np.all(audit.lowest[0, sensitive] <= 0)
    assert np.all(audit.highest[0, sensitive] >= 11)


def test_a_line_that_was_pooled_last_year_is_not_pooled_again(releases):
    _, kept, second = releases
    again = replace(counted.released(second), name="release 2")
    third = protected(year(2), counted.TERMS, year_before=[again])

    assert line(third, "practice-01") is None
    assert kept.pooled.is_empty()


def test_what_is_told_of_two_years_is_kept_as_it_was_told_and_as_it_was_kept_once(releases):
    _, _, second = releases
    kept = counted.released(second)
    document = json.loads(zlib.decompress(written(kept)))
    places = {name: document["pooled"][name][:1] for name in POOLED.names()[:5]}
    once = places | {"least": [19], "most": [19], "total": [100]}

    for pooled in (document["pooled"], once, places | {"met": [19], "total": [100]}):
        content = zlib.compress(json.dumps(document | {"pooled": pooled}).encode())

        assert read(content, name="release 1").pooled.equals(kept.pooled)


def test_a_correction_is_held_against_what_both_years_told(releases):
    _, kept, second = releases
    before = replace(counted.released(second), name="release 2")
    third = protected(year(1), counted.TERMS, past=[before], year_before=[kept])
    view = third.protected.views[0]
    size, matrix = third.cells.size, view.cells.limits.matrix
    # The present, the release before, what changed since, the year before.
    blocks = [{int(at) // size for at in matrix[[n]].indices} for n in range(matrix.shape[0])]

    assert {1, 3} in blocks
