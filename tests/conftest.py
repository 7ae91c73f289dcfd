"""Fixtures of all tests: an empty database, SQLite and PostgreSQL, a clock, and a browser."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from hub.measures.measure import measure_named
from hub.store.engine import open_engine
from hub.store.schema import migrate
from tests.builders.browsers import browser
from tests.builders.disputed import network_in
from tests.builders.postgresql import APPLICATION, OWNER, TEMPLATE, Server
from tests.builders.times import CountedIds, StoppedClock

# How long an example takes tells of the machine, and of what else runs on it.
settings.register_profile("hub", deadline=None)
settings.load_profile("hub")
NUMBERS = count(1)
BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files of slow tests, so that no process is left with a long one at the end."""
    slow = {each.path for each in items if each.get_closest_marker("slow")}
    items.sort(key=lambda each: each.path not in slow)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def ids() -> CountedIds:
    return CountedIds()


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database with every table, of this test alone."""
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """An engine on an empty database; on PostgreSQL as the role of the application."""
    opened = open_engine(database)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "hub.sqlite"
    made = open_engine(f"sqlite:///{file}")
    migrate(made, StoppedClock(), CountedIds(), application=None)
    made.dispose()  # the last connection brings the log into the file
    return file


@pytest.fixture(scope="session")
def disputed_network(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    """A network with a release and a person whose place is disputed, to copy and never to change."""
    return network_in(tmp_path_factory.mktemp("disputed"), sqlite_template)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'hub.sqlite')}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Server) -> str:
    postgresql_server.command("postgres", f"create database {TEMPLATE} owner {OWNER}")
    made = open_engine(postgresql_server.url(TEMPLATE, role=OWNER))
    migrate(made, StoppedClock(), CountedIds(), application=APPLICATION)
    made.dispose()
    return TEMPLATE


@pytest.fixture
def postgresql_database(postgresql_server: Server, postgresql_template: str) -> Iterator[str]:
    name = f"test_{next(NUMBERS)}"
    postgresql_server.command(
        "postgres", f"create database {name} template {postgresql_template} owner {OWNER}"
    )
    yield postgresql_server.url(name, role=APPLICATION)
    postgresql_server.command("postgres", f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The one browser of this process: whoever looks opens a tab of its own."""
    with browser() as started:
        yield started


@pytest.fixture
def one_measure(monkeypatch: pytest.MonkeyPatch) -> str:
    """Its name, where releases count it alone: for what is the same whatever they count."""
    counted = measure_named("HUB-BHED")
    monkeypatch.setattr(
        "hub.services.releases.compute_release.released_measures", lambda *_, **__: (counted,)
    )
    return counted.identifier
