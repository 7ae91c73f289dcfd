"""The spec of each measure, by identifier, and the value sets that it is tried with."""

from hub.measures.value_sets import value_sets_of
from tests.builders.situations import sets_of
from tests.spec.measures import test_behavioral_emergency_visits as emergency_visits
from tests.spec.measures import test_collaborative_care_uptake as collaborative_care
from tests.spec.measures import test_depression_follow_up_score as follow_up_score
from tests.spec.measures import test_depression_remission as remission
from tests.spec.measures import test_depression_screening as screening
from tests.spec.measures import test_general_integration_uptake as general_integration

SPECS = {
    spec.MEASURE.identifier: spec
    for spec in (
        screening,
        remission,
        follow_up_score,
        collaborative_care,
        general_integration,
        emergency_visits,
    )
}


def _sets(measure):
    """The hub's own lists are those that it ships; the stewards' are made up."""
    own = all(named.owner.startswith("HUB") for named in measure.value_sets)
    return value_sets_of(measure) if own else sets_of(measure.identifier)


SETS = {name: _sets(spec.MEASURE) for name, spec in SPECS.items()}
