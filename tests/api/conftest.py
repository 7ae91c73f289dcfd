"""A hub with two payers, asked over HTTP without a network."""

import pytest

from hub.services.house import House
from tests.builders.applications import application_of
from tests.builders.houses import enrol, house


@pytest.fixture
def home(engine, clock, ids, tmp_path) -> House:
    made = house(engine, clock, ids, tmp_path)
    enrol(made, "payer-a")
    enrol(made, "payer-b")
    return made


@pytest.fixture
def app(home):
    return application_of(home)


@pytest.fixture
def browser(app):
    return app.test_client()
