"""Every single-rule mutant of a measure or rule of record is caught by a situation of its spec."""

import pytest

from hub.measures.engine import Limits, connected, prepared
from hub.measures.placement.rule import rule_named
from hub.measures.value_sets import value_sets_of
from tests.builders.mutants import mutants
from tests.builders.records import frames
from tests.spec.measures import test_placement as placement
from tests.spec.measures.specs import SETS, SPECS


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECS)
def test_every_mutant_of_a_measure_is_caught(name):
    spec = SPECS[name]

    assert _unseen(spec.MEASURE, frames(_rows(spec)), spec.PERIOD, SETS[name]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["practice_of_record", "payer_of_record"])
def test_every_mutant_of_a_rule_of_record_is_caught(name):
    rule = rule_named(name)
    tables = frames([*placement.DIRECTORY, *_rows(placement)])

    assert _unseen(rule, tables, placement.PERIOD, value_sets_of(rule)) == []


def _rows(spec):
    return [one.of(name) for name, found in spec.SITUATIONS.items() for one in found]


def _unseen(query, tables, period, sets):
    """The mutants whose answer is that of the query itself."""
    loaded, statements = prepared(query, tables, period, sets, threads=1)
    found = mutants(query.sql)
    assert len(found) > 20
    with connected(loaded, statements, Limits(threads=1)) as connection:
        truth = _answer(connection, query.sql)
        return [name for name, sql in found.items() if _answer(connection, sql) == truth]


def _answer(connection, sql):
    return sorted(connection.sql(sql).fetchall(), key=str)
