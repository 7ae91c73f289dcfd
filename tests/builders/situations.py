"""Situations of patients, each with what a measure must count: the tables of cases of the spec."""

from collections.abc import Mapping, Sequence
from functools import cache

import polars as pl

from hub.measures.engine import evaluate
from hub.measures.measure import Measure, measure_named
from hub.measures.value_sets import ValueSet, value_sets_of
from schemas.period import Period
from tests.builders.records import Coding, Row, frames

Situation = tuple[Sequence[Row], str]


def answers(
    measure: Measure, situations: Mapping[str, Sequence[Row]], period: Period
) -> dict[str, dict[str, object]]:
    """Return for each situation the row that the measure gives: each is a person of its own."""
    rows = [one.of(name) for name, found in situations.items() for one in found]
    results = evaluate(
        [measure], frames(rows), period, {measure.identifier: sets_of(measure.identifier)}
    )
    return {one["person"]: one for one in results[measure.identifier].iter_rows(named=True)}


def counts(answer: Mapping[str, object], columns: Sequence[str]) -> str:
    """Write the counts of an answer as the cases do, such as 1 1 0 1 0."""
    return " ".join(str(answer[column]) for column in columns)


@cache
def sets_of(identifier: str) -> Mapping[str, ValueSet]:
    """Return the measure's sets as the hub ships them."""
    return value_sets_of(measure_named(identifier))


def in_set(identifier: str, title: str) -> Coding:
    """Return a code of that set."""
    code = sets_of(identifier)[title].codes[0]
    return code.system, code.code


def same(first: pl.DataFrame, second: pl.DataFrame) -> bool:
    """Say whether two results are equal but for the order of their rows."""
    order = ["person", "rate"]
    return first.sort(order).equals(second.sort(order))
