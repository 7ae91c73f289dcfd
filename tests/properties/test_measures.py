"""What holds of every measure for all crowds, whatever the rows."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.measures.engine import Limits, evaluate
from schemas.period import Period
from tests.builders.records import frames
from tests.builders.registries import scored
from tests.builders.situations import same
from tests.spec.measures import test_depression_remission as remission
from tests.spec.measures import test_depression_treatment_to_target as to_target
from tests.spec.measures.specs import SETS, SPECS

# The calendar repeats: 28 years hold seven leap days, wherever they begin between 1901 and 2099.
YEARS = 28
DAYS = (date(2054, 1, 1) - date(2026, 1, 1)).days
PERSONS = tuple(f"p{number}" for number in range(1, 11))


def pool(spec):
    """Every row of the spec's situations, apart from the persons, and all persons."""
    rows = [one for found in spec.SITUATIONS.values() for one in found]
    return (
        [one for one in rows if one.table == "person"],
        [one for one in rows if one.table != "person"],
    )


POOLS = {name: pool(spec) for name, spec in SPECS.items()}


ALL = tuple(sorted(SPECS))
SHARES = ("persons", "episodes")
OFFICIAL = tuple(name for name in ALL if name.startswith("CMS"))


@st.composite
def crowd_of(draw, name):
    """Some persons, each with rows out of different situations of a measure."""
    persons, others = POOLS[name]
    rows = []
    for person in PERSONS:
        rows.append(draw(st.sampled_from(persons)).of(person))
        found = draw(st.lists(st.sampled_from(others), min_size=2, max_size=12, unique_by=id))
        rows.extend(one.of(person) for one in found)
    return frames(rows)


def crowds(names=ALL):
    """A measure and a crowd that is of it."""
    return st.sampled_from(names).flatmap(lambda name: st.tuples(st.just(name), crowd_of(name)))


def evaluated(name, tables, *, period=None, buckets=1):
    measure = SPECS[name].MEASURE
    found = evaluate(
        [measure],
        tables,
        period or SPECS[name].PERIOD,
        {measure.identifier: SETS[name]},
        limits=Limits(threads=1, buckets=buckets),
    )
    return found[measure.identifier]


# Planning a query costs more than its rows: few crowds of many persons find as much as many of few.
RUNS = settings(max_examples=10, deadline=None)


@pytest.mark.parametrize("name", ALL)
def test_how_rows_come_changes_nothing_of_any_measure(name):
    found, everyone = handed_in_and_as_they_are(name, seed=ALL.index(name))

    assert same(found, everyone)


@settings(max_examples=5, deadline=None)
@given(st.sampled_from(ALL), st.integers(0, 2**32))
def test_how_rows_come_changes_nothing_of_any_crowd(name, seed):
    found, everyone = handed_in_and_as_they_are(name, seed=seed)

    assert same(found, everyone)


def handed_in_and_as_they_are(name, *, seed):
    """What some of a crowd count, the others left out and the rows mixed; and among all of it.

    The rows are in another order, in several submissions, each twice, and in some buckets.
    """
    chance = np.random.default_rng(seed)
    tables = crowd_by(chance, name)
    some = chance.choice(PERSONS, chance.integers(1, len(PERSONS)), replace=False).tolist()
    handed_in = {table: in_parts(chance, rows, some) for table, rows in tables.items()}

    found = evaluated(name, handed_in, buckets=int(chance.integers(1, 3)))
    return found, evaluated(name, tables).filter(pl.col("person").is_in(some))


def crowd_by(chance, name):
    """Ten persons, each with up to twelve rows out of different situations of a measure."""
    persons, others = POOLS[name]
    rows = []
    for person in PERSONS:
        most = min(12, len(others))
        found = chance.choice(len(others), chance.integers(2, most + 1), replace=False)
        rows.append(persons[chance.integers(len(persons))].of(person))
        rows += [others[at].of(person) for at in found]
    return frames(rows)


def in_parts(chance, rows, persons):
    """The rows of some persons in another order, in several submissions, each twice."""
    if "person" in rows.columns:
        rows = rows.filter(pl.col("person").is_in(persons))
    mixed = rows.sample(fraction=1, shuffle=True, seed=int(chance.integers(2**16)))
    submissions = int(chance.integers(1, 4)) if len(mixed) else 1
    parts = [mixed.gather_every(submissions, at) for at in range(submissions)]
    return parts * 2


# The codes of the hub's own lists hold for certain years.
@RUNS
@given(crowds(names=OFFICIAL), st.sampled_from([-1, 1]))
def test_everything_shifted_by_whole_years_counts_the_same(crowd, direction):
    name, tables = crowd
    period = SPECS[name].PERIOD
    moved = timedelta(days=DAYS * direction)
    shifted = {
        table: rows.with_columns(pl.col(pl.Date) + moved, pl.col(pl.Datetime("us", "UTC")) + moved)
        for table, rows in tables.items()
    }
    later = Period(first=period.first + moved, last=period.last + moved)

    assert later.first.year == period.first.year + YEARS * direction
    assert same(evaluated(name, shifted, period=later), evaluated(name, tables))


@RUNS
@given(crowds())
def test_populations_lie_inside_of_one_another(crowd):
    name, tables = crowd
    found = evaluated(name, tables)

    assert (found["denominator"] >= 0).all()
    assert (found["numerator"] >= 0).all()
    assert found.filter((pl.col("initial_population") == 0) & (pl.col("numerator") > 0)).is_empty()
    # Of events and amounts there may be more than persons or months.
    shares = [rate.name for rate in SPECS[name].MEASURE.rates if rate.counts in SHARES]
    left = pl.col("denominator") - pl.col("denominator_exclusion").fill_null(0)
    assert found.filter(pl.col("rate").is_in(shares) & (pl.col("numerator") > left)).is_empty()


@RUNS
@given(crowds(names=OFFICIAL))
def test_whoever_is_excluded_met_or_excepted_is_so_once_within_the_denominator(crowd):
    name, tables = crowd
    found = evaluated(name, tables)
    parts = pl.sum_horizontal(
        pl.col("denominator_exclusion", "numerator", "denominator_exception").fill_null(0)
    )

    assert found.filter(parts > pl.col("denominator")).is_empty()
    assert found.filter(pl.col("denominator") != pl.col("initial_population")).is_empty()


# Days after the index, and scores; the window is 305 to 425 days after it.
SCORES = st.lists(
    st.tuples(st.integers(1, 600), st.integers(0, 27)), max_size=5, unique_by=lambda one: one[0]
)
WINDOW = range(305, 426)


# Three measures are planned for each crowd; a score is one of many persons in a few of them.
@settings(max_examples=4, deadline=None)
@given(st.lists(SCORES, min_size=30, max_size=60))
def test_a_later_score_counts_in_the_windows_that_hold_it_and_in_no_other(persons):
    tables = with_scores(persons, remission.INDEX, remission.phq9)

    better, known = (met(evaluated(name, tables)) for name in ("CMS159", "HUB-PHQ9-FU12"))
    # Twelve months after the same index, in the measure that has both rates.
    found = evaluated(
        "HUB-PHQ9-TT", with_scores(persons, [to_target.ADULT, scored(14, index_plus(0))], scored)
    )
    told, remitted = (met(found.filter(rate=rate)) for rate in ("5", "6"))

    for number, scores in enumerate(persons):
        inside = [score for days, score in sorted(scores) if days in WINDOW]
        assert known[str(number)] == bool(inside)
        assert better[str(number)] == (inside[-1] < 5 if inside else False)
        assert told[str(number)] == known[str(number)]
        assert remitted[str(number)] == better[str(number)]


def with_scores(persons, index, score_of):
    return frames(
        one.of(str(number))
        for number, scores in enumerate(persons)
        for one in (*index, *(score_of(score, index_plus(days)) for days, score in scores))
    )


def index_plus(days):
    return (date(2025, 2, 25) + timedelta(days=days)).isoformat()


def met(found):
    return dict(found.select("person", "numerator").iter_rows())


@pytest.mark.parametrize(
    "name", sorted(name for name, spec in SPECS.items() if spec.MEASURE.dates_needed != "year")
)
def test_records_coarser_than_a_measure_needs_count_for_nothing(name):
    rows = [
        one.of(situation).but(date_precision="year")
        for situation, found in SPECS[name].SITUATIONS.items()
        for one in found
    ]

    found = evaluated(name, frames(rows))

    assert found["denominator"].sum() == 0
    assert found["person"].n_unique() == len(
        {row.cells["person"] for row in rows if row.table == "person"}
    )
