"""The plan of the region and the measures agree on everybody, also on what no release tells yet."""

import polars as pl
import pytest

from hub.demo.homes import homes
from hub.demo.plan import FURTHER
from hub.demo.region import region
from hub.demo.run import PERIOD, told_with
from hub.demo.truth import claims, clinical
from hub.measures.engine import evaluate
from hub.measures.measure import measures
from hub.measures.value_sets import value_sets_of
from schemas.records import TABLES

pytestmark = pytest.mark.slow
PERSONS = 9000
DAYS = {"expert_determination", "limited_data_set"}
# Told by the release of a small region, and held against the truth there.
ELSEWHERE = {*told_with(FURTHER)}
CHOSEN = [each for each in measures() if each.identifier not in ELSEWHERE]


@pytest.fixture(scope="module")
def made():
    return region(PERSONS)


@pytest.fixture(scope="module")
def results(made):
    """What the measures say of the records of everybody who tells of days."""
    tables: dict[str, list[pl.DataFrame]] = {}
    consented = made.consents.filter(pl.col("state") == "in-force")["person"].cast(pl.String)
    for home in homes(made):
        for name, frame in home.tables.items() if home.basis in DAYS else ():
            own = frame.with_columns(contributor=pl.lit(home.name))
            if TABLES[name].has_person:
                own = own.with_columns(pl.col("person").cast(pl.String))
            if name in {"claim", "claim_line"}:
                program = pl.col("practice").str.starts_with("program-")
                own = own.filter(~program | pl.col("person").is_in(consented.implode()))
            tables.setdefault(name, []).append(own)
    sets = {each.identifier: value_sets_of(each) for each in CHOSEN}
    return evaluate(CHOSEN, tables, PERIOD, sets)


def test_the_measures_count_whom_the_plan_counts(made, results):
    counts_only = [plan.basis for plan in made.plans].index("aggregate_only")
    at_home = made.crowd.filter(pl.col("practice") == counts_only)["person"]
    told = [*claims(made), *clinical(made, without=at_home)]
    wrong, seen = [], set()
    for identifier, rate, true in told:
        if identifier in results and identifier != "HUB-DEATH":
            seen.add((identifier, rate))
            if counted(results[identifier], rate) != planned(true):
                wrong.append((identifier, rate))

    assert wrong == []
    assert {each for each, _ in seen} == {each.identifier for each in CHOSEN} - {"HUB-DEATH"}


def counted(result, rate):
    """Who counts how often, by the measure: person, met, of how many."""
    left = ["denominator_exclusion", "denominator_exception"]
    total = pl.col("denominator") - pl.sum_horizontal(pl.col(left).fill_null(0))
    rows = result.filter(pl.col("rate") == rate).select("person", "numerator", total=total)
    return set(rows.filter(pl.col("total") > 0).iter_rows())


def planned(true):
    """Who counts how often, by the plan."""
    rows = true.select(pl.col("person").cast(pl.String), "met", "total")
    return set(rows.filter(pl.col("total") > 0).iter_rows())
