"""Every single-rule mutant of a measure is caught by a situation of its spec."""

import pytest

from hub.measures.engine import Limits, connected, prepared
from hub.measures.value_sets import value_sets_of
from tests.builders.mutants import mutants
from tests.builders.records import frames
from tests.builders.situations import sets_of
from tests.spec.measures import test_behavioral_emergency_visits as emergency_visits
from tests.spec.measures import test_collaborative_care_uptake as collaborative_care
from tests.spec.measures import test_depression_remission as remission
from tests.spec.measures import test_depression_screening as screening
from tests.spec.measures import test_general_integration_uptake as general_integration

SETS = {
    screening: sets_of("CMS2"),
    remission: sets_of("CMS159"),
    **{
        spec: value_sets_of(spec.MEASURE)
        for spec in (collaborative_care, general_integration, emergency_visits)
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("spec", SETS, ids=lambda spec: spec.MEASURE.identifier)
def test_every_mutant_is_caught(spec):
    measure = spec.MEASURE
    rows = [one.of(name) for name, found in spec.SITUATIONS.items() for one in found]
    loaded, statements = prepared(measure, frames(rows), spec.PERIOD, SETS[spec], threads=1)
    found = mutants(measure.sql)
    with connected(loaded, statements, Limits(threads=1)) as connection:
        truth = sorted(connection.sql(measure.sql).fetchall(), key=str)
        unseen = [
            name
            for name, sql in found.items()
            if sorted(connection.sql(sql).fetchall(), key=str) == truth
        ]

    assert len(found) >= 35
    assert unseen == []
