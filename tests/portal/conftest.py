"""A populated hub with its pages, for the test client and for a real browser."""

import pytest

from hub.services.participants import sessions
from tests.builders.applications import application_of
from tests.builders.populated import Populated
from tests.builders.portal import PEOPLE


@pytest.fixture(scope="session")
def populated(sqlite_template, tmp_path_factory):
    return Populated(tmp_path_factory.mktemp("populated"), sqlite_template)


@pytest.fixture
def home(populated, sqlite_database, tmp_path):
    house = populated.empty(sqlite_database, tmp_path)
    yield house
    house.engine.dispose()


@pytest.fixture
def made(populated, home, tmp_path):
    return populated.poured(home, tmp_path)


@pytest.fixture
def app(home):
    return application(home)


@pytest.fixture(name="application_of")
def application_of_house():
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
    return application_of(home, demo_users={login: login for login in PEOPLE})
