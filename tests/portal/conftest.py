"""A populated hub with its pages, for the test client and for a real browser."""

from dataclasses import replace

import pytest

from hub.app import create_app
from hub.services import sessions
from hub.store.engine import open_engine
from tests.builders.houses import house
from tests.builders.portal import CHEAP, PEOPLE, populate
from tests.builders.times import CountedIds, StoppedClock


@pytest.fixture
def home(sqlite_database, tmp_path):
    engine = open_engine(sqlite_database)
    made = house(engine, StoppedClock(), CountedIds(), tmp_path)
    settings = replace(made.settings, demo=True, url="http://localhost")
    yield replace(made, settings=settings, passwords=CHEAP)
    engine.dispose()


@pytest.fixture
def made(home):
    return populate(home)


@pytest.fixture
def app(home):
    return application(home)


@pytest.fixture
def application_of():
    """Return the function that makes an application of a house."""
    return application


@pytest.fixture
def secret_of(home, made):
    """Return a function that begins a session of somebody and gives its secret."""
    return lambda login: sessions.begin_as(home, login).secret


@pytest.fixture
def signed_in(app, home, secret_of):
    """Return a function that gives a client signed in as somebody."""

    def as_login(login):
        client = app.test_client()
        client.set_cookie(sessions.cookie_name(home), secret_of(login))
        return client

    return as_login


def application(home):
    return create_app(home, demo_users={login: login for login in PEOPLE})
