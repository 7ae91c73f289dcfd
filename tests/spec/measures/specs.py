"""The spec of each measure, by identifier, and the value sets that it is tried with."""

from hub.measures.value_sets import value_sets_of
from tests.builders.situations import sets_of
from tests.spec.measures import test_behavioral_emergency_visits as emergency_visits
from tests.spec.measures import test_collaborative_care_uptake as collaborative_care
from tests.spec.measures import test_depression_remission as remission
from tests.spec.measures import test_depression_screening as screening
from tests.spec.measures import test_general_integration_uptake as general_integration

SPECS = {
    spec.MEASURE.identifier: spec
    for spec in (screening, remission, collaborative_care, general_integration, emergency_visits)
}
# The hub's own lists are those that it ships; the stewards' are made up.
SETS = {
    name: value_sets_of(spec.MEASURE) if name.startswith("HUB") else sets_of(name)
    for name, spec in SPECS.items()
}
