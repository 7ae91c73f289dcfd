"""Every single-rule mutant of a measure or rule of record is caught by a situation of its spec."""

import pytest

from hub.measures.composition import FOLDER, criteria
from hub.measures.duckdb_functions import of_a_query, of_a_run
from hub.measures.engine import Limits, connected, prepared
from hub.measures.lineage import pruned
from hub.measures.placement.rule import rule_named
from hub.measures.value_sets import value_sets_of
from tests.builders.mutation import tried
from tests.builders.records import frames
from tests.spec.measures import test_placement as placement
from tests.spec.measures import test_shared_criteria as shared
from tests.spec.measures.specs import SETS, SPECS


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECS)
def test_every_mutant_of_a_measure_is_caught(name):
    spec = SPECS[name]

    tables = frames(_rows(spec))
    assert _unseen(spec.MEASURE, tables, spec.PERIOD, SETS[name], _borrowed(spec)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["practice_of_record", "payer_of_record"])
def test_every_mutant_of_a_rule_of_record_is_caught(name):
    rule = rule_named(name)
    tables = frames([*placement.DIRECTORY, *_rows(placement)])

    assert _unseen(rule, tables, placement.PERIOD, value_sets_of(rule)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", shared.QUERIES)
def test_every_mutant_of_a_criterion_that_measures_share_is_caught(name):
    query = shared.QUERIES[name]
    sets = value_sets_of(query)

    assert _unseen(query, shared.tables(name), shared.PERIOD, sets, shared.TRIED[name]) == []


def _rows(spec):
    return [one.of(name) for name, found in spec.SITUATIONS.items() for one in found]


def _unseen(query, tables, period, sets, without=()):
    """The mutants whose answer is that of the query itself."""
    loaded, bits = prepared(query, tables, sets, threads=1)
    statements = [*of_a_run(period), *of_a_query(period, bits)]
    with connected(loaded, statements, Limits(threads=1)) as connection:
        outcome = tried(connection, pruned(query), without=without)
    assert outcome.tried > 1
    return outcome.unseen


def _borrowed(spec):
    """The criteria that are tried with the measure that lends them, or by a spec of their own."""
    own = (FOLDER / f"{spec.MEASURE.name}.sql").read_text(encoding="utf-8")
    named = {name for name, _ in criteria(own)} | set(getattr(spec, "LENDS", ()))
    return [name for name, _ in criteria(spec.MEASURE.sql) if name not in named]
