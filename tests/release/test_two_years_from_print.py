"""Whoever has the reports of two years, with figures of both, works no small count out of them."""

from dataclasses import replace

import numpy as np
import pytest

from hub.publication.protection import protected
from hub.publication.report.comparators import comparators
from hub.publication.report.measure import Told, measure_document
from hub.publication.report.sight import Sight, cells_of
from policies.disclosure_control.entitlement import default_entitlement
from tests.builders import counted
from tests.builders.printed import Reader

KEY = "HUB-BHI/1"
ATTACKERS = {
    "nobody": None, "a payer": ("payer", "payer-1"), "a practice": ("practice", "practice-02"),
}  # fmt: skip


def year(persons, *, seed):
    placed = counted.places(persons, practices=7, payers=3, seed=9, spread=0.9)
    said = counted.met(persons, rate=0.2, excluded=0.0, seed=seed)
    return counted.group({"HUB-BHI": said}, placed, reads=counted.CLAIMS)


@pytest.fixture(scope="module")
def years():
    first = protected(year(300, seed=9), counted.TERMS)
    kept = replace(counted.released(first), name="release 1")
    return first, protected(year(320, seed=1008), counted.TERMS, year_before=[kept])


def reader(safe, own):
    """Whoever has the convener's report of a year."""
    table, cells = safe.group.tables[0], cells_of(safe)
    told = Told(
        protected=safe,
        table=table,
        cells=cells,
        comparators=comparators(safe, table, cells, counted.TERMS.numbers),
    )
    everybody = Sight(agreed=default_entitlement(), audience="coordinator", names=frozenset())
    found = Reader(safe.group.tables, own=own)
    found.reads({"measures": [measure_document(told, everybody, {})]})
    return found


def of_both(years, own):
    """One attacker with the reports of both years: the second one also tells of the first."""
    before, found = (reader(safe, own) for safe in years)
    assert before.places == found.places
    shift = before.truth.size
    found.rows = before.rows + [(cells + shift, *rest) for cells, *rest in found.rows]
    found.keys = [f"{KEY} before", KEY]
    found.truth = np.concatenate([before.truth, found.truth])
    found.known = np.concatenate([before.known, found.known])
    found.unknown = np.arange(found.truth.size).reshape(found.truth.shape)
    for (_, place), figure in years[1].pooled.items():
        here = found.unknown[:, found.at({"practice": place[0]})]
        for said in figure.said:
            times = np.full(here[..., :2].shape, said.whole)
            times[..., 0] += said.met
            ends = (
                -np.inf if said.lowest is None else said.lowest,
                np.inf if said.highest is None else said.highest,
            )
            cells = here[..., :2].ravel()
            found.rows.append((cells, times.ravel().astype(float), *ends))
    return found


@pytest.mark.parametrize("own", ATTACKERS.values(), ids=ATTACKERS)
def test_nobody_works_a_small_count_of_a_year_out_of_figures_of_two(years, own):
    assert years[1].pooled
    assert list(of_both(years, own).told_too_much()) == []


def test_whoever_had_one_year_too_would_work_the_other_out(years):
    attacker = of_both(years, None)
    small = {
        place[0]
        for _, place in years[1].pooled
        if 0 < attacker.truth[1][attacker.at({"practice": place[0]})][:, 0].sum() < 11
    }
    for name in small:
        met = attacker.unknown[1][attacker.at({"practice": name})][:, 0]
        attacker.says(met, int(attacker.truth.ravel()[met].sum()))
    found = {(key, where.get("practice")) for key, where, *_ in attacker.told_too_much()}

    assert small
    assert found >= {(KEY, name) for name in small}
