"""Every single-rule mutant of a measure is caught by a situation of its spec."""

import pytest

from hub.measures.engine import Limits, connected, prepared
from tests.builders.mutants import mutants
from tests.builders.records import frames
from tests.spec.measures.specs import SETS, SPECS


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECS)
def test_every_mutant_is_caught(name):
    spec = SPECS[name]
    measure = spec.MEASURE
    rows = [one.of(name) for name, found in spec.SITUATIONS.items() for one in found]
    loaded, statements = prepared(measure, frames(rows), spec.PERIOD, SETS[name], threads=1)
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
