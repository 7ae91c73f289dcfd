"""Situations of patients, each with what a measure must count: the tables of cases of the spec."""

from collections.abc import Mapping, Sequence
from functools import cache

import polars as pl

from hub.measures.engine import evaluate
from hub.measures.measure import Measure, measure_named
from hub.measures.value_sets import ListedCode, ValueSet, direct_sets, value_sets_of
from schemas.code_system import SNOMEDCT
from schemas.period import Period
from tests.builders.records import Coding, Row, frames

Situation = tuple[Sequence[Row], str]


def answers(
    measure: Measure, situations: Mapping[str, Sequence[Row]], period: Period
) -> dict[str, dict[str, object]]:
    """Return for each situation what a measure of one rate gives: each is a person of its own."""
    found = _evaluated(measure, situations, period, sets_of(measure.identifier))
    return {one["person"]: one for one in found.iter_rows(named=True)}


def results(
    measure: Measure,
    situations: Mapping[str, Sequence[Row]],
    period: Period,
    sets: Mapping[str, ValueSet] | None = None,
) -> dict[str, dict[str, dict[str, object]]]:
    """Return for each situation and rate what the measure gives, by the sets that the hub ships."""
    found = _evaluated(measure, situations, period, sets or value_sets_of(measure))
    by_person: dict[str, dict[str, dict[str, object]]] = {}
    for one in found.iter_rows(named=True):
        by_person.setdefault(one["person"], {})[one["rate"]] = one
    return by_person


def rated(
    measure: Measure, situations: Mapping[str, Sequence[Row]], period: Period
) -> dict[str, dict[str, dict[str, object]]]:
    """Return for each situation and rate what the measure gives by made-up sets."""
    return results(measure, situations, period, sets_of(measure.identifier))


def counts_of_rates(answer: Mapping[str, Mapping[str, object]], columns: Sequence[str]) -> str:
    """Write the counts of every rate as the cases do, such as 1 1 0 1 | 1 1 0 0."""
    return " | ".join(counts(answer[rate], columns) for rate in sorted(answer))


def _evaluated(
    measure: Measure,
    situations: Mapping[str, Sequence[Row]],
    period: Period,
    sets: Mapping[str, ValueSet],
) -> pl.DataFrame:
    rows = [one.of(name) for name, found in situations.items() for one in found]
    found = evaluate([measure], frames(rows), period, {measure.identifier: sets})[
        measure.identifier
    ]
    # Cases that write fractions alone say nothing of the initial population.
    outside = (pl.col("initial_population") == 0) & (pl.col("denominator") > 0)
    assert found.filter(outside).is_empty()
    return found


def fractions(rates: Mapping[str, Mapping[str, object]]) -> str:
    """Write the numerator and denominator of each rate in order, such as 1/2 0/2."""
    return " ".join(
        f"{rates[rate]['numerator']}/{rates[rate]['denominator']}" for rate in sorted(rates)
    )


def counts(answer: Mapping[str, object], columns: Sequence[str]) -> str:
    """Write the counts of an answer as the cases do, such as 1 1 0 1 0."""
    return " ".join(str(answer[column]) for column in columns)


@cache
def sets_of(identifier: str) -> Mapping[str, ValueSet]:
    """Return sets for the measure with two made-up codes each, which no other set has.

    The real lists overlap, so a rule that asks for the wrong one could pass unseen.
    """
    measure = measure_named(identifier)
    return direct_sets(measure) | {
        named.title: ValueSet(
            title=named.title,
            oid=named.oid,
            version="made up",
            codes=tuple(
                ListedCode(system=SNOMEDCT, code=f"9{number:03}{digit}00") for digit in range(2)
            ),
        )
        for number, named in enumerate(measure.value_sets)
    }


def in_set(identifier: str, title: str, position: int = 0) -> Coding:
    """Return a code of that set."""
    code = sets_of(identifier)[title].codes[position]
    return code.system, code.code


def same(first: pl.DataFrame, second: pl.DataFrame) -> bool:
    """Say whether two results are equal but for the order of their rows."""
    order = ["person", "rate"]
    return first.sort(order).equals(second.sort(order))
