"""The spec of each measure, by identifier, and the value sets that it is tried with."""

from importlib import import_module
from pathlib import Path

from hub.measures.measure import measures
from hub.measures.value_sets import value_sets_of
from tests.builders.situations import sets_of

FOLDER = Path(__file__).parent
# The spec of a measure is the file of its name: there is no list to keep.
SPECS = {
    measure.identifier: import_module(f"tests.spec.measures.test_{measure.name}")
    for measure in measures()
    if (FOLDER / f"test_{measure.name}.py").exists()
}


def _sets(measure):
    """The hub's own lists are those that it ships; the stewards' are made up."""
    own = all(named.owner.startswith("HUB") for named in measure.value_sets)
    return value_sets_of(measure) if own else sets_of(measure.identifier)


SETS = {name: _sets(spec.MEASURE) for name, spec in SPECS.items()}
