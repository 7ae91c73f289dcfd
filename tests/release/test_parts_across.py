"""A count of one measure that is a part of a count of another: what lies between is a cell too."""

import numpy as np
import polars as pl
import pytest

from hub.publication.parts_across import counted as set_of
from hub.publication.parts_across import parts_across
from hub.publication.pooled_years import comparable
from hub.publication.protection import protected
from hub.publication.table_group import grouped
from tests.builders import counted

PERSONS = 700
PAIR = ("HUB-FUH/1", "persons", "HUB-READM/1", "not met")


def persons(first: int, last: int, *, family="a", holder="payer", often=1):
    """A set of persons by number."""
    names = [f"p{number}" for number in range(first, last)]
    found = pl.DataFrame({"person": names, "count": [often] * len(names)})
    return set_of(found, family=family, holder=holder)


OTHER = {"family": "b"}
SITUATIONS = {
    "a part of another measure's": ([persons(0, 60), persons(0, 100, **OTHER)], [(0, 1)]),
    "one person is not in it": ([persons(99, 160), persons(0, 159, **OTHER)], []),
    "one counts twice and only once there": (
        [persons(0, 60, often=2), persons(0, 100, **OTHER)],
        [],
    ),
    "measures that are compared elsewhere": ([persons(0, 60), persons(0, 100)], []),
    "records of other holders": ([persons(0, 60), persons(0, 100, holder="practice", **OTHER)], []),
    "a tenth": ([persons(0, 20), persons(0, 200, **OTHER)], [(0, 1)]),
    "less than a tenth": ([persons(0, 20), persons(0, 201, **OTHER)], []),
    "eleven persons": ([persons(0, 11), persons(0, 30, **OTHER)], [(0, 1)]),
    "ten persons": ([persons(0, 10), persons(0, 30, **OTHER)], []),
    "another count lies between": (
        [persons(0, 60), persons(0, 100, **OTHER), persons(0, 80, family="c")],
        [(0, 2), (2, 1)],
    ),
    "a part of a part of its own measure": (
        [persons(0, 60), persons(0, 80), persons(0, 100, **OTHER)],
        [(1, 2)],
    ),
}


@pytest.mark.parametrize(("sets", "found"), SITUATIONS.values(), ids=SITUATIONS)
def test_whose_count_is_a_part_of_which(sets, found):
    assert list(parts_across(sets)) == found


@pytest.fixture(scope="module")
def made():
    """Stays of a region; of those who were not admitted again some were for substance use."""
    draw = np.random.default_rng(8)
    stays = draw.poisson(1.2, PERSONS)
    stayed_out = draw.binomial(stays, 0.6)
    mental = draw.binomial(stayed_out, 0.93)
    said = {
        "HUB-READM": _rates({"1": (stays, stays - stayed_out)}),
        "HUB-FUH": _rates(
            {"1": (mental, draw.binomial(mental, 0.4)), "2": (mental, draw.binomial(mental, 0.6))}
        ),
    }
    return counted.many_tables(said, counted.places(PERSONS, practices=4))


def _rates(rates):
    frames = [
        pl.DataFrame(
            {
                "person": [f"p{n}" for n in range(len(whole))],
                "denominator": whole.astype(int),
                "numerator": met.astype(int),
                "rate": name,
            }
        )
        for name, (whole, met) in rates.items()
    ]
    return pl.concat(frames).filter(pl.col("denominator") > 0)


def test_the_stays_of_one_measure_are_a_part_of_those_of_another(made):
    tables, between = made

    assert PAIR in {each.pair for each in between}
    assert len(grouped(tables, between)) == 1


LEFT = {
    "twenty-one persons are left": (11, 32, True),
    "twenty-two persons are left": (11, 33, False),
    "a part that is told nowhere": (10, 31, False),
}


@pytest.mark.parametrize(("mental", "every", "joined"), LEFT.values(), ids=LEFT)
def test_counts_are_told_jointly_where_few_are_left_over(mental, every, joined):
    number = np.arange(60)
    said = {
        "HUB-READM": _rates({"1": (number < 60, number >= every)}),
        "HUB-FUH": _rates({"1": (number < mental, number < 5)}),
    }
    placed = counted.places(60, practices=1, payers=1)
    alike = placed.with_columns(pl.lit(value).alias(name) for name, value in counted.ALIKE.items())
    _, between = counted.many_tables(said, alike)

    assert (PAIR in {each.pair for each in between}) is joined


def told_of_few(tables, between, *, past=()):
    """What anybody subtracts of two measures: at how many places few stays are left over."""
    groups = grouped(tables, between, past=past)
    safe = [protected(group, counted.TERMS, past=past) for group in groups]
    told = dict(pair for each in safe for pair in _told(each))
    mental = {key[:-1]: value for key, value in told.items() if key[-1] == "HUB-FUH/1 persons"}
    every = {key[:-1]: value for key, value in told.items() if key[-1] == "HUB-READM/1 not met"}
    return sum(0 < every[place] - mental[place] < 11 for place in every.keys() & mental.keys())


def _told(safe):
    keys = safe.cells.keys.select("practice", "payer", "line_of_business", "stratum", "counted")
    published = safe.protected.pattern.published[: safe.cells.size]
    rows = zip(keys.rows(), safe.cells.values.tolist(), published, strict=True)
    return [(key, value) for key, value, told in rows if told]


@pytest.mark.parametrize("together", [False, True], ids=["apart", "together"])
def test_the_few_stays_that_one_measure_counts_and_another_does_not_are_told_nowhere(
    made, together
):
    tables, between = made
    kept = between if together else [each for each in between if each.pair != PAIR]

    assert bool(told_of_few(tables, kept)) is not together


def told_alone(made, measure):
    """What a release told that counted nobody by the other measure, and its tables."""
    tables = [each for each in made[0] if each.measure.identifier == measure]
    between = [each for each in made[1] if each.inner.startswith(measure) and each.pair != PAIR]
    groups = grouped(tables, between)
    return counted.released(*(protected(group, counted.TERMS) for group in groups)), groups


def test_a_measure_by_which_nobody_counted_before_is_told_jointly_with_one_that_was_told(made):
    past, _ = told_alone(made, "HUB-READM")

    assert told_of_few(*made, past=[past]) == 0


def test_a_measure_of_which_the_one_told_before_is_a_part_stops_no_later_release(made):
    past, _ = told_alone(made, "HUB-FUH")
    groups = grouped(*made, past=[past])

    assert [protected(each, counted.TERMS, past=[past]).group.key for each in groups] == [
        each.key for each in groups
    ]


def test_two_years_are_told_only_where_both_told_of_every_table(made):
    past, alone = told_alone(made, "HUB-READM")
    (both,) = grouped(*made, past=[past])

    assert [len(comparable(each, [past])) for each in (*alone, both)] == [1, 0]
