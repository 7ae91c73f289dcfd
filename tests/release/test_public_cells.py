"""The cells of the public tier: known beforehand, and no person in more of them than is promised."""

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.measures.measure import measure_named
from hub.publication.noise.public_cells import (
    MET,
    NOT_MET,
    REGION,
    PublicLine,
    public_cells,
)
from hub.publication.noise.rates import rates_of_persons
from hub.publication.public_document import Guarantee, noisy_document, noisy_range
from hub.services.releases.public_tier import tokens_a_person
from policies.agreement.agreement import Linkage
from tests.builders import counted

LINES = frozenset({"line_of_business"})
PERSONS = 500
NAMES = ("CMS2", "CMS159")


def cells(placed, said, tables=(REGION, LINES), tokens=1):
    chosen = [measure_named(name) for name in said]
    results = {name: counted.result(rows) for name, rows in said.items()}
    return public_cells(chosen, tables, results, placed, tokens_a_person=tokens, release="R")


@pytest.fixture(scope="module")
def region():
    said = {name: counted.met(PERSONS, seed=seed) for seed, name in enumerate(NAMES)}
    return counted.places(PERSONS), said


def counts_of(found):
    return dict(found.table.counts.iter_rows())


def test_the_counts_are_those_met_and_those_not_met_and_no_excluded(region):
    placed, said = region
    counts = counts_of(cells(placed, said))
    met = int(said["CMS2"]["met"].sum())
    excluded = int(said["CMS2"]["excluded"].sum())

    assert excluded > 0
    assert counts["CMS2/1///met"] == met
    assert counts["CMS2/1///not met"] == PERSONS - met - excluded


def test_the_parts_of_a_line_add_up_to_it(region):
    counts = counts_of(cells(*region))
    for status in (MET, NOT_MET):
        parts = sum(
            count
            for cell, count in counts.items()
            if cell.startswith("CMS2/1/line_of_business/") and cell.endswith(f"/{status}")
        )

        assert parts == counts[f"CMS2/1///{status}"]


def test_the_keys_are_the_same_whoever_is_there(region):
    placed, said = region
    nobody = {name: rows.head(0) for name, rows in said.items()}
    everybody, empty = cells(placed, said), cells(placed, nobody)

    assert list(counts_of(everybody)) == list(counts_of(empty))
    assert set(counts_of(empty).values()) == {0}


@settings(max_examples=30, deadline=None)
@given(
    person=st.integers(0, PERSONS - 1),
    tables=st.sampled_from([(REGION,), (LINES,), (REGION, LINES)]),
    names=st.sampled_from([NAMES[:1], NAMES]),
)
def test_one_person_more_or_less_changes_the_cells_by_what_is_promised(
    region, person, tables, names
):
    placed, said = region
    held = {name: said[name] for name in names}
    gone = {name: rows.filter(pl.col("person") != f"p{person}") for name, rows in held.items()}
    whole, less = cells(placed, held, tables), cells(placed, gone, tables)
    change = sum(abs(count - counts_of(less)[cell]) for cell, count in counts_of(whole).items())

    assert whole.cells_a_person == len(tables) * len(names)
    assert change <= whole.table.contribution == whole.cells_a_person


def test_of_several_rows_of_one_person_no_more_count_than_is_promised(region):
    placed, said = region
    rows = said["CMS2"].head(1)
    both = pl.concat(
        [rows.with_columns(met=True, excluded=False), rows.with_columns(met=False, excluded=False)]
    )
    found = cells(placed, {"CMS2": both}, (REGION,))

    assert sum(counts_of(found).values()) == found.table.contribution == 1


def test_tokens_that_do_not_link_make_the_contribution_larger(region):
    assert cells(*region, tokens=3).table.contribution == 3 * cells(*region).table.contribution


COUNTS = {
    "CMS2": ["1"],
    "HUB-BHED": [],  # visits
    "HUB-BHI": ["1"],  # the other rate is of months
}


@pytest.mark.parametrize(("name", "rates"), COUNTS.items(), ids=COUNTS)
def test_only_rates_of_persons_are_drawn(name, rates):
    assert [rate.name for rate in rates_of_persons(measure_named(name))] == rates


class _Contribution:
    def __init__(self, contributor, linkage, *, persons=True):
        self.contributor = contributor
        self.agreement = type("Terms", (), {"linkage": linkage})
        self.dataset = type("Held", (), {"table": staticmethod(lambda _: persons or None)})


SPACES = {
    "nobody": ([], 1),
    "all are keyed": ([("a", Linkage.KEYED), ("b", Linkage.KEYED)], 1),
    "one is not": ([("a", Linkage.KEYED), ("b", Linkage.RANDOM)], 2),
    "one is not, twice": ([("a", Linkage.KEYED), ("b", Linkage.RANDOM), ("b", Linkage.RANDOM)], 2),
    "two are not": ([("a", Linkage.RANDOM), ("b", Linkage.NONE)], 2),
}


@pytest.mark.parametrize(("found", "tokens"), SPACES.values(), ids=SPACES)
def test_how_many_tokens_one_person_may_have(found, tokens):
    assert tokens_a_person([_Contribution(*each) for each in found]) == tokens


def test_counts_alone_bring_no_tokens():
    found = [
        _Contribution("a", Linkage.KEYED),
        _Contribution("b", Linkage.NONE, persons=False),
    ]

    assert tokens_a_person(found) == 1


COUNT = st.integers(11, 10_000)


@given(met=COUNT, not_met=COUNT, within=st.integers(0, 200), moves=st.data())
def test_the_range_holds_every_rate_whose_counts_are_within_it(met, not_met, within, moves):
    by = st.integers(-within, within)
    true = max(met + moves.draw(by), 0), max(not_met + moves.draw(by), 0)
    if sum(true) == 0:
        return
    low, high = noisy_range(met, not_met, within=within)
    rate = Fraction(true[0], sum(true))

    assert low - 1e-12 <= rate <= high + 1e-12


def test_without_noise_the_range_is_the_rate():
    assert noisy_range(30, 70, within=0) == (0.3, 0.3)


WIDE = {
    "a rate that the noise leaves is told": (400, 600, 10, 0.4, "about 400 of 1,000 (40%)"),
    "one that it does not is a range": (89, 160, 80, None, "between 4% and 68%"),
}


@pytest.mark.parametrize(("met", "not_met", "within", "rate", "words"), WIDE.values(), ids=WIDE)
def test_a_rate_that_might_be_anything_is_told_as_its_range(met, not_met, within, rate, words):
    line = PublicLine(measure=measure_named("CMS2"), rate="1", by="", name="")
    counts = {line.cell(MET): met, line.cell(NOT_MET): not_met}
    sure = Guarantee(
        epsilon=1.0, epsilon_a_year=2.0, cells_a_person=1, tokens_a_person=1,
        within=float(within), both_within=float(within), confidence=0.95,
    )  # fmt: skip
    told = noisy_document({}, [line], counts, sure, words="", silent=())
    told = told["measures"][0]["lines"][0]

    assert (told["rate"], told["words"]) == (rate, words)
    assert (told["met"], told["not_met"], told["within"]) == (met, not_met, within)


def test_what_the_contributor_rules_keep_from_members_is_kept_from_the_public():
    lines = [
        PublicLine(measure=measure_named(name), rate="1", by=by, name=by and "medicaid")
        for name in NAMES
        for by in ("", "line_of_business")
    ]
    counts = {line.cell(status): 400 for line in lines for status in (MET, NOT_MET)}
    sure = Guarantee(
        epsilon=1.0, epsilon_a_year=2.0, cells_a_person=1, tokens_a_person=1,
        within=3.0, both_within=4.0, confidence=0.95,
    )  # fmt: skip
    found = noisy_document({}, lines, counts, sure, words="", silent={("CMS2", "1")})
    told = {
        each["identifier"]: [line["met"] for line in each["lines"]] for each in found["measures"]
    }

    assert told == {"CMS2": [None, None], "CMS159": [400, 400]}
