"""A house for the tests of timed tasks, on both databases."""

import pytest

from hub.services.house import House
from tests.builders.houses import enrol, house


@pytest.fixture
def home(engine, clock, ids, tmp_path) -> House:
    made = house(engine, clock, ids, tmp_path)
    enrol(made, "payer-a")
    return made
