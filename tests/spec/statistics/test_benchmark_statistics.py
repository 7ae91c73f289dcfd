"""The statistics of benchmarks give the figures that are published for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.publication.statistics.achievable_benchmark import achievable_benchmark
from hub.publication.statistics.byar import byar
from hub.publication.statistics.percentiles import deciles
from hub.publication.statistics.standing import (
    BETTER,
    EXPECTED,
    UNKNOWN,
    WORSE,
    sentence_of,
    standing,
)
from hub.publication.statistics.wilson import wilson

# PHEindicatormethods, test data.
WILSON = {(65, 100): (0.5525444, 0.7363575), (0, 20): (0.0, 0.161125)}
BYAR = {65: (50.16319, 82.84914), 9: (4.115373, 17.084803)}
# Eight practices with 600 patients: the first three hold 10 % and reach 127 of 139.
PRACTICES = [(48, 50), (9, 9), (70, 80), (150, 200), (20, 30), (3, 3), (110, 160), (40, 68)]


@pytest.mark.parametrize(("counts", "expected"), WILSON.items())
def test_wilson(counts, expected):
    assert wilson(*counts) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(("events", "expected"), BYAR.items())
def test_byar_and_exact_poisson(events, expected):
    assert byar(events) == pytest.approx(expected, abs=5e-6)


def test_the_achievable_benchmark_of_the_worked_example():
    found = achievable_benchmark(
        PRACTICES, increase=True, minimum_contributors=1, largest_share=1.0
    )

    assert found == pytest.approx(0.913669, abs=1e-6)


def test_the_benchmark_extends_until_enough_practices_stand_behind_it():
    found = achievable_benchmark(
        PRACTICES, increase=True, minimum_contributors=5, largest_share=1.0
    )

    assert found == pytest.approx((48 + 9 + 3 + 70 + 150) / (50 + 9 + 3 + 80 + 200))


def test_no_benchmark_where_one_practice_is_too_large():
    assert (
        achievable_benchmark(PRACTICES, increase=True, minimum_contributors=5, largest_share=0.2)
        is None
    )


def test_where_less_is_better_the_benchmark_is_of_the_lowest():
    found = achievable_benchmark(
        PRACTICES, increase=False, minimum_contributors=1, largest_share=1.0
    )

    assert found == pytest.approx(40 / 68)


def test_deciles_interpolate():
    assert deciles([float(rate) for rate in range(11)]) == pytest.approx(range(1, 10))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_deciles_rise(rates):
    found = deciles(rates)

    assert list(found) == sorted(found)


CASES = {
    "above the region, more is better": ((0.5, 0.6), "increase", BETTER),
    "above the region, less is better": ((0.5, 0.6), "decrease", WORSE),
    "below the region, more is better": ((0.1, 0.3), "increase", WORSE),
    "the region lies in the interval": ((0.3, 0.6), "increase", EXPECTED),
    "the interval ends at the region": ((0.3, 0.4), "increase", EXPECTED),
    "neither direction is good": ((0.5, 0.6), "none", UNKNOWN),
}


@pytest.mark.parametrize(("interval", "direction", "word"), CASES.values(), ids=CASES)
def test_standing(interval, direction, word):
    found = standing(
        interval=interval, persons=200, region=0.4, direction=direction, benchmark=None, met=None
    )

    assert found.word == word


@pytest.mark.parametrize(("persons", "word"), [(19, UNKNOWN), (20, BETTER)])
def test_too_few_persons_are_not_ranked(persons, word):
    found = standing(
        interval=(0.5, 0.6),
        persons=persons,
        region=0.4,
        direction="increase",
        benchmark=None,
        met=None,
    )

    assert found.word == word


@pytest.mark.parametrize(("direction", "met", "gain"), [("increase", 40, 20), ("decrease", 80, 20)])
def test_how_many_patients_more_would_gain(direction, met, gain):
    found = standing(
        interval=(0.3, 0.5),
        persons=100,
        region=0.6,
        direction=direction,
        benchmark=0.6,
        met=met,
    )

    assert found.opportunity == gain


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 500))
def test_nobody_is_better_and_worse_at_once(low, high, region, persons):
    interval = (min(low, high), max(low, high))
    words = {
        standing(
            interval=interval,
            persons=persons,
            region=region,
            direction=direction,
            benchmark=None,
            met=None,
        ).word
        for direction in ("increase", "decrease")
    }

    assert words in ({BETTER, WORSE}, {EXPECTED}, {UNKNOWN})


UNTOLD = {
    "too few patients": (19, "50%", "increase", "1 more patient would"),
    "far too few": (10, "50%", "increase", "10 more patients would"),
    "enough of them, and no rate of the region": (20, None, "increase", "nothing to compare with"),
    "enough of them, and a broad range": (20, "50%", "increase", "too broad to say"),
    "no better direction": (400, "50%", "none", "no standing"),
}


@pytest.mark.parametrize(("persons", "region", "direction", "words"), UNTOLD.values(), ids=UNTOLD)
def test_why_there_is_no_standing_is_said(persons, region, direction, words):
    said = sentence_of(UNKNOWN, persons=persons, region=region, direction=direction)

    assert words in said
